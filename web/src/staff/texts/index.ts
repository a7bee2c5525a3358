/* index.ts -- the words of the staff's pages; they come with the pages, in all languages. */
import { useLanguage } from '../../texts'
import { staffDe } from './de'
import { staffEn, type StaffTexts } from './en'

const texts = { en: staffEn, de: staffDe }

export type { StaffTexts }

export const useStaffTexts = (): StaffTexts => texts[useLanguage().language]
