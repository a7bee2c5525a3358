/* nothing-found.tsx -- when no product is left to show: which filter to drop, and what that gives. */
import { useTexts } from '../../texts'
import { useCategoryName } from '../../ui/use-category-name'
import { ButtonLink } from '../../ui/button'
import { Drawing } from '../../ui/drawing'
import { choose, menuAddress } from './shelf'
import type { ShelvesProps } from './shelves'

interface Advice {
  heading: string
  text: string
  action?: { href: string; label: string }
}

function useAdvice({ products, category, query, words, without }: ShelvesProps): Advice {
  const { nothing, menu } = useTexts()
  const categoryName = useCategoryName()
  if (products.length === 0) return { heading: nothing.empty, text: nothing.emptyMore }
  const withAll = choose(products, { category, words }).length
  if (without.length > 0 && withAll > 0)
    return {
      heading: nothing.leftOut,
      text: nothing.withAll(withAll),
      action: { href: menuAddress(category, query), label: nothing.dropLeaveOut }
    }
  const everything = { href: '/', label: menu.showEverything }
  if (category === null)
    return {
      heading: nothing.words(query),
      text: nothing.everything(products.length),
      action: { ...everything, label: nothing.dropWords }
    }
  const name = categoryName(category)
  const inCategory = choose(products, { category, words: [] }).length
  if (words.length === 0 || inCategory === 0)
    return { heading: nothing.category(name), text: nothing.otherShelves(products.length), action: everything }
  const onShelf = choose(products, { category: null, words }).length
  return onShelf > 0
    ? {
        heading: nothing.wordsIn(query, name),
        text: nothing.wholeShelf(onShelf),
        action: { href: menuAddress(null, query), label: nothing.searchAll }
      }
    : {
        heading: nothing.wordsIn(query, name),
        text: nothing.wholeCategory(name, inCategory),
        action: { href: menuAddress(category, ''), label: nothing.dropWords }
      }
}

export function NothingFound(props: ShelvesProps) {
  const { heading, text, action } = useAdvice(props)
  return (
    <div className="nothing">
      <div className="nothing-plate">
        <Drawing of={{ image: null, category: 'bread' }} state="outline" />
      </div>
      <div>
        <h2>{heading}</h2>
        <p>{text}</p>
        {action !== undefined && (
          <ButtonLink look="main" href={action.href}>
            {action.label}
          </ButtonLink>
        )}
      </div>
    </div>
  )
}
