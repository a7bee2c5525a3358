/* staff-app.tsx -- the staff's pages: signed in or not, and which page an address means. */
import { Route, Router, Switch, useLocation } from 'wouter'
import './staff.css'
import './forms.css'
import { PageLoading } from '../ui/page-loading'
import { PageTitle } from '../ui/page-title'
import { Frame } from './frame'
import { HistoryPage } from './history/history-page'
import { Home } from './home'
import { LeaveDialog } from './leave-dialog'
import { guardedNavigation } from './leave-guard'
import { PeoplePage } from './people/people-page'
import { CategoriesPage } from './products/categories-page'
import { ImportPage } from './products/import-page'
import { ProductsPage } from './products/products-page'
import { useSession } from './queries'
import { JoinPage } from './session/join-page'
import { PasswordPage } from './session/password-page'
import { SignInPage } from './session/sign-in-page'
import { ShopPage, WelcomePage } from './shop/shop-page'
import { useStaffTexts } from './texts'
import { TryAgain } from './try-again'

function Missing() {
  const texts = useStaffTexts()
  return (
    <div className="staff-page">
      <PageTitle>{texts.notFound}</PageTitle>
    </div>
  )
}

function Pages() {
  const [path] = useLocation()
  const session = useSession()

  if (/^\/staff\/join\/?$/i.test(path)) return <JoinPage />
  if (session.data === undefined)
    return session.isError ? <TryAgain onTry={() => void session.refetch()} /> : <PageLoading />
  if (session.data === null) return <SignInPage />
  return (
    <Frame member={session.data}>
      <Switch>
        <Route path="/staff">
          <Home member={session.data} />
        </Route>
        {session.data.role !== 'counter' && <Route path="/staff/products/categories" component={CategoriesPage} />}
        {session.data.role !== 'counter' && <Route path="/staff/products/spreadsheet" component={ImportPage} />}
        <Route path="/staff/products/:id?">
          {({ id }) => <ProductsPage id={id} mayEdit={session.data?.role !== 'counter'} />}
        </Route>
        {session.data.role === 'owner' && <Route path="/staff/shop" component={ShopPage} />}
        {session.data.role === 'owner' && <Route path="/staff/welcome" component={WelcomePage} />}
        {session.data.role === 'owner' && <Route path="/staff/people" component={PeoplePage} />}
        {session.data.role === 'owner' && <Route path="/staff/history" component={HistoryPage} />}
        <Route path="/staff/password" component={PasswordPage} />
        <Route component={Missing} />
      </Switch>
    </Frame>
  )
}

export default function StaffApp() {
  return (
    <Router aroundNav={guardedNavigation}>
      <Pages />
      <LeaveDialog />
    </Router>
  )
}
