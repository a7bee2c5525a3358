/* categories.ts -- the names of categories. Staff may add others, which keep their own names. */
import { useTexts } from './index'

export function useCategoryName(): (category: string) => string {
  const { categories } = useTexts()
  return (category) =>
    Object.hasOwn(categories, category)
      ? (categories[category] ?? category)
      : category.charAt(0).toUpperCase() + category.slice(1)
}
