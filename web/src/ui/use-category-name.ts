/* use-category-name.ts -- what a category is called: in the customer's language, or the shop's, or any. */
import { useShop } from '../api/queries'
import { useLanguage } from '../texts'

const capital = (key: string) => key.charAt(0).toUpperCase() + key.slice(1)

export function useCategoryName(): (key: string) => string {
  const shop = useShop()
  const { language } = useLanguage()
  return (key) => {
    const names = shop.categories.find((category) => category.key === key)?.names ?? {}
    return names[language] ?? names[shop.language] ?? Object.values(names)[0] ?? capital(key)
  }
}
