/* error-boundary.tsx -- replaces a page whose code fails or cannot be loaded. */
import { Component, type ReactNode } from 'react'
import { useTexts } from '../texts'
import { Button } from './button'
import { Note } from './note'
import { PageTitle } from './page-title'

function Broken() {
  const { trouble } = useTexts()
  return (
    <div className="wrap page">
      <PageTitle>{trouble.page}</PageTitle>
      <Note kind="error" className="page-note">
        <p>{trouble.pageMore}</p>
        <Button
          look="main"
          onClick={() => {
            location.reload()
          }}
        >
          {trouble.reload}
        </Button>
      </Note>
    </div>
  )
}

/* `path` clears the failure: another page may work. */
interface BoundaryProps {
  path: string
  children: ReactNode
}

export class ErrorBoundary extends Component<BoundaryProps, { failedPath: string | null }> {
  override state = { failedPath: null }

  static getDerivedStateFromError() {
    return { failedPath: location.pathname }
  }

  override render() {
    return this.state.failedPath === this.props.path ? <Broken /> : this.props.children
  }
}
