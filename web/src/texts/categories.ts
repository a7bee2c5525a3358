/* categories.ts -- what a category of the catalogue is called. Staff may invent more than the texts know: such a one
 * goes by its own name. */
import { useTexts } from './index'

export function useCategoryName(): (category: string) => string {
  const { categories } = useTexts()
  return (category) =>
    Object.hasOwn(categories, category)
      ? (categories[category] ?? category)
      : category.charAt(0).toUpperCase() + category.slice(1)
}
