/* app.tsx -- the frame around every page, and which page an address means. The staff have a frame of their own: what is
 * below /staff is in staff/staff-app.tsx. Pages after the basket are loaded when they
 * are needed, or when there is nothing else to do. */
import { lazy, Suspense, useEffect } from 'react'
import { Route, Switch, useLocation } from 'wouter'
import { BasketPage } from './customer/basket/basket-page'
import { MenuPage } from './customer/menu/menu-page'
import { ProductPage } from './customer/product/product-page'
import { ErrorBoundary } from './ui/error-boundary'
import { Footer } from './customer/shell/footer'
import { Header } from './customer/shell/header'
import { NotFound } from './customer/shell/not-found'
import { PageLoading } from './ui/page-loading'
import { useTexts } from './texts'

const loadCheckout = () => import('./customer/checkout/checkout-page')
const loadOrder = () => import('./customer/orders/order-page')
const loadOrders = () => import('./customer/orders/orders-page')

const StaffApp = lazy(() => import('./staff/staff-app'))
const CheckoutPage = lazy(loadCheckout)
const OrderPage = lazy(loadOrder)
const OrdersPage = lazy(loadOrders)

const PREFETCH_AFTER_MS = 2000

/* What fails here is tried again, and told of, when the page is opened. */
function prefetchPages(): void {
  Promise.all([loadCheckout(), loadOrder(), loadOrders()]).catch(() => undefined)
}

function usePrefetch(): void {
  useEffect(() => {
    const timer = setTimeout(prefetchPages, PREFETCH_AFTER_MS)
    return () => {
      clearTimeout(timer)
    }
  }, [])
}

function CustomerShop({ path }: { path: string }) {
  const { shell } = useTexts()
  usePrefetch()
  return (
    <>
      <a className="skip-link" href="#main">
        {shell.skip}
      </a>
      <Header />
      <main id="main" tabIndex={-1}>
        <ErrorBoundary path={path}>
          <Suspense fallback={<PageLoading />}>
            <Switch>
              <Route path="/" component={MenuPage} />
              <Route path="/products/:id">{({ id }) => <ProductPage key={id} id={id} />}</Route>
              <Route path="/basket" component={BasketPage} />
              <Route path="/checkout" component={CheckoutPage} />
              <Route path="/orders" component={OrdersPage} />
              <Route path="/orders/:id">{({ id }) => <OrderPage key={id} id={id} />}</Route>
              <Route component={NotFound} />
            </Switch>
          </Suspense>
        </ErrorBoundary>
      </main>
      <Footer />
    </>
  )
}

export function App() {
  const [path] = useLocation()
  if (!/^\/staff(\/|$)/i.test(path)) return <CustomerShop path={path} />
  return (
    <ErrorBoundary path={path}>
      <Suspense fallback={<PageLoading />}>
        <StaffApp />
      </Suspense>
    </ErrorBoundary>
  )
}
