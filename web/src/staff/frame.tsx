/* frame.tsx -- the bar around the staff's pages: at the top, and on small screens with the sections at the bottom. */
import { Croissant, History, Store, Users } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { useShop } from '../api/queries'
import { useTexts } from '../texts'
import { signOut, type Member } from './api'
import { forgetSession, useChange } from './queries'
import { StaleBar } from './stale-bar'
import { useStaffTexts } from './texts'

function Sections({ owner }: { owner: boolean }) {
  const texts = useStaffTexts()
  const [path] = useLocation()
  const sections = [
    { href: '/staff/products', label: texts.products, icon: Croissant, shown: true },
    { href: '/staff/shop', label: texts.shopPage.title, icon: Store, shown: owner },
    { href: '/staff/people', label: texts.people, icon: Users, shown: owner },
    { href: '/staff/history', label: texts.history, icon: History, shown: owner }
  ]
  return (
    <nav className="staff-sections" aria-label={texts.sections}>
      {sections
        .filter(({ shown }) => shown)
        .map(({ href, label, icon: Icon }) => (
          <Link key={href} href={href} aria-current={path.startsWith(href) ? 'page' : undefined}>
            <Icon size={20} aria-hidden="true" />
            {label}
          </Link>
        ))}
    </nav>
  )
}

export function Frame({ member, children }: { member: Member; children: ReactNode }) {
  const texts = useStaffTexts()
  const { shell } = useTexts()
  const { name } = useShop()
  const leave = useChange(signOut, forgetSession)
  return (
    <div className="staff">
      <a className="skip-link" href="#main">
        {shell.skip}
      </a>
      <header className="staff-bar">
        <Link href="/staff/products" className="staff-wordmark">
          {name || texts.title}
        </Link>
        <Sections owner={member.role === 'owner'} />
        <div className="staff-member">
          {member.email !== null && (
            <Link href="/staff/password" aria-label={`${member.name}: ${texts.yourPassword}`}>
              {member.name}
            </Link>
          )}
          <button
            type="button"
            onClick={() => {
              leave.mutate(undefined)
            }}
          >
            {texts.signOut}
          </button>
        </div>
      </header>
      {leave.isError && (
        <p className="stale-bar" role="alert">
          {texts.unreachable}
        </p>
      )}
      <StaleBar />
      <main id="main" tabIndex={-1} className="staff-main">
        {children}
      </main>
    </div>
  )
}
