/* en.ts -- every word of the staff's pages in English. */
import type { Forgotten, HistoryEntry, ImportPlan, Role } from '../api'

const HOURS_EN = 'Enter hours such as 7:00–18:00, at most three of them, in order, or nothing'

export const staffEn = {
  title: 'Staff',
  sections: 'Sections',
  products: 'Products',
  people: 'People',
  history: 'History',
  shop: 'See the shop',
  yourPassword: 'Your password',
  signOut: 'Sign out',
  unreachable: 'The server can’t be reached. Try again in a moment.',
  notSaved:
    'The server does not answer, so this may not be saved. What you typed is still here: save it again in a moment.',
  stale: {
    title: 'Not live.',
    server: 'The server does not answer, and is asked again every few seconds.',
    offline: 'You’re offline.',
    asOf: (time: string) => `You see what was known at ${time}.`,
    again: 'Try now'
  },
  again: 'Try again',
  loading: 'Loading',
  problem: 'There is a problem',
  errorTitle: (title: string) => `Error: ${title}`,
  saved: (name: string) => `${name} is saved`,
  notFound: 'There’s nothing here',
  roles: { counter: 'Counter', manager: 'Manager', owner: 'Owner' } as Record<Role, string>,
  roleHints: {
    counter: 'sees the products and says what is sold out',
    manager: 'also changes products',
    owner: 'also manages people and the shop, and reads the history'
  } as Record<Role, string>,

  signIn: {
    title: 'Staff sign-in',
    email: 'E-mail',
    password: 'Password',
    show: 'Show',
    hide: 'Hide',
    showPassword: 'Show the password',
    keep: 'Stay signed in on this device',
    submit: 'Sign in',
    busy: 'Signing in…',
    hint: 'Five wrong tries from here lock the account for 15 minutes.',
    wrong: 'E-mail or password is wrong. Check both, or ask an owner for a link to choose a new password.',
    wait: (minutes: number) =>
      minutes === 1
        ? 'Too many wrong tries. Try again in a minute.'
        : `Too many wrong tries. Try again in ${minutes} minutes.`,
    notNow: 'Nobody can sign in at the moment. Try again in a minute.',
    emailMissing: 'Enter your e-mail address',
    passwordMissing: 'Enter your password'
  },

  password: {
    title: 'Your password',
    join: 'Choose your password',
    joinLead: 'With it and your e-mail address you sign in from now on.',
    current: 'Current password',
    next: 'New password',
    hint: '10 characters or more. A few words are easy to remember.',
    submit: 'Save the password',
    busy: 'Saving…',
    changed: 'Your password is changed. You are signed out everywhere else.',
    short: 'The password must have at least 10 characters',
    long: 'The password must have at most 128 characters',
    common: 'This password is too common: choose another one',
    wrong: 'The current password is wrong',
    badLink: 'This link was used, is older than 72 hours, or is not complete. Ask an owner for a new one.'
  },

  list: {
    find: 'Find a product',
    add: 'New product',
    count: (count: number, all: number) => (count === all ? `${all} products` : `${count} of ${all} products`),
    product: 'Product',
    price: 'Price',
    left: 'Left',
    shown: 'on the shelf',
    hidden: 'not shown',
    soldOut: 'sold out',
    soldOutHead: 'Sold out',
    soldOutToday: (name: string) => `${name}: sold out today`,
    nowSoldOut: (name: string) => `${name} is sold out today`,
    nowAvailable: (name: string) => `${name} is on the shelf again`,
    notSaved: 'not saved',
    unsaved: 'unsaved changes',
    filter: 'Show',
    all: 'All',
    onShelf: 'On the shelf',
    offShelf: 'Not shown',
    none: 'No product matches. Clear the search or show all.',
    choose: 'Choose a product to change it, or add a new one.',
    arrange: 'Change the order',
    place: 'Place',
    categories: 'Categories',
    spreadsheet: 'Spreadsheet'
  },

  order: {
    up: (name: string) => `Move ${name} up`,
    down: (name: string) => `Move ${name} down`,
    moved: (name: string, place: number, count: number) => `${name} is at place ${place} of ${count}`,
    failed: 'The order is not saved. Check the connection, and try again.'
  },

  spreadsheet: {
    title: 'Products as a spreadsheet',
    lead: 'Change many products at once: download them, change them in Excel, Numbers or LibreOffice, and import them.',
    download: 'Download all products',
    hint: 'Save the file as CSV UTF-8. You can leave out columns and rows that stay as they are. A row without an id is a new product.',
    choose: 'Choose a CSV file',
    plan: 'What would change',
    summary: ({ added, changed, unchanged, wrong }: ImportPlan) =>
      [
        `${added} new`,
        `${changed} changed`,
        `${unchanged} as they are`,
        ...(wrong > 0 ? [`${wrong} wrong: nothing can be imported yet`] : [])
      ].join(', '),
    line: 'Row',
    product: 'Product',
    effect: 'What happens',
    added: 'new product',
    wrongCell: (column: string, detail: string) => `${column}: ${detail}`,
    wrongPlace: (row: string, detail: string) => `Row ${row}: ${detail}`,
    submit: (count: number) => (count === 1 ? 'Import 1 product' : `Import ${count} products`),
    done: (count: number) => (count === 1 ? '1 product is imported' : `${count} products are imported`),
    again: 'Look again',
    faster: 'Products have changed since you looked. Nothing is imported yet: look again.',
    tooLarge: 'The file is larger than 1 MB. Divide it into several files.',
    unreadable: 'This file can’t be imported:',
    errors: {} as Partial<Record<string, string>>
  },

  categories: {
    title: 'Categories',
    lead: 'The shelves of the menu, in their order. A language without a name shows the other one.',
    name: { en: 'English', de: 'German' },
    nameOf: (language: string, number: number) => `${language}, shelf ${number}`,
    products: (count: number) => (count === 1 ? '1 product' : `${count} products`),
    add: 'Add a category',
    remove: (name: string) => `Remove ${name}`,
    submit: 'Save the categories',
    saved: 'The categories are saved',
    changed: 'the categories',
    nameless: (number: number) => `Shelf ${number}: enter a name of at most 50 characters`,
    twice: (number: number) => `Shelf ${number}: another shelf has this name`,
    faster: 'Somebody else has changed the categories',
    fasterLead: 'Yours are not saved. Take theirs, and make your changes again.',
    filled: 'A category that you removed has products again. Take the saved categories, and try again.'
  },

  editor: {
    back: 'All products',
    newTitle: 'New product',
    see: 'See it in the shop',
    name: 'Name',
    price: (currency: string) => `Price in ${currency}`,
    priceHint: 'Such as 3.60 or 3,60',
    category: 'Category',
    otherCategory: 'New category…',
    newCategory: 'Name of the new category',
    description: 'Description',
    optional: '(optional)',
    characters: (count: number, max: number) => `${count} of ${max} characters`,
    drawing: 'Drawing',
    byCategory: 'Chosen by category',
    photo: {
      choose: 'Choose a photo',
      other: 'Choose another photo',
      remove: 'Remove the photo',
      hint: 'JPEG, PNG or WebP, at most 12 MB. Customers see it instead of the drawing, without the place where it was taken.',
      part: { across: 'Part that is shown, from left to right', down: 'Part that is shown, from top to bottom' },
      some: 'a photo',
      errors: {
        tooLarge: 'Choose a photo of at most 12 MB',
        unreadable: 'Choose a photo that is a JPEG, PNG or WebP file',
        refused:
          'Choose another photo: a still JPEG, PNG or WebP picture with RGB colors, from 480 × 360 pixels to 50 megapixels',
        unreachable: 'The photo is not saved: check the connection, and save again'
      }
    },
    stock: 'Pieces left',
    stockHint: 'Leave it empty for what is baked to order.',
    size: 'Size',
    sizeHint: 'Such as 900 g or 6 pieces',
    ingredients: 'Ingredients',
    ingredientsHint: 'Put asterisks around allergens: *wheat* flour, water. Customers see them bold.',
    eachDay: 'Each day',
    leadDays: 'Days of notice',
    leadDaysHint: '0: it can be collected the day it is ordered.',
    dailyLimit: 'Most pieces a day',
    dailyLimitHint: 'Leave it empty for no limit.',
    vat: 'VAT in percent',
    vatHint: 'Leave it empty for the shop’s rate.',
    allergens: 'Allergens',
    allergensHint: 'All of them need an answer before customers see the product.',
    answers: { contains: 'Contains', may_contain: 'May contain', no: 'No' },
    openAnswers: (count: number) => (count === 0 ? 'All are answered.' : `${count} without an answer`),
    noToTheRest: 'No to all others',
    active: 'Show in the shop',
    preview: 'On the shelf',
    save: 'Save changes',
    create: 'Add the product',
    saving: 'Saving…',
    discard: 'Discard',
    unsaved: (fields: string) => `Unsaved: ${fields}`,
    noChanges: 'No changes',
    fields: {
      name: 'name',
      price: 'price',
      category: 'category',
      description: 'description',
      image: 'drawing',
      sold_out_on: 'sold out on',
      photo: 'photo',
      stock: 'pieces left',
      size: 'size',
      ingredients: 'ingredients',
      allergens: 'allergens',
      lead_days: 'days of notice',
      daily_limit: 'most pieces a day',
      vat_permille: 'VAT',
      active: 'shown in the shop'
    },
    errors: {
      name: 'Enter a name of at most 100 characters',
      price: 'Enter a price from 0.01 to 10,000, such as 3.60',
      category: 'Enter a category of at most 50 characters',
      description: 'The description can have at most 1,000 characters',
      image: 'Choose another drawing',
      stock: 'Enter a whole number from 0 to 1,000,000, or nothing',
      size: 'The size can have at most 40 characters',
      ingredients: 'Enter at most 2,000 characters, with asterisks in pairs',
      allergens: 'Answer all allergens, or do not show the product yet',
      lead_days: 'Enter a whole number from 0 to 30',
      daily_limit: 'Enter a whole number from 1 to 100,000, or nothing',
      vat_permille: 'Enter percent from 0 to 100 with at most one decimal, such as 13.5, or nothing',
      active: 'Say whether customers see it'
    },
    refused: 'The server does not accept this value',
    missing: 'This product does not exist.',
    listFull: 'The product list is full: shorten the description, or take other products off the shelf.'
  },

  conflict: {
    title: (name: string, when: string) => `${name} changed this ${when}`,
    somebody: 'Somebody',
    lead: 'Compare both versions, and choose which one stays.',
    field: 'Field',
    theirs: 'Theirs, saved',
    yours: 'Yours, not saved',
    keep: 'Save mine',
    take: 'Take theirs',
    empty: 'empty',
    none: 'none',
    yes: 'yes',
    no: 'no'
  },

  leave: {
    title: 'Leave without saving?',
    lead: (fields: string) => `You changed ${fields}, and did not save it.`,
    stay: 'Keep editing',
    leave: 'Leave without saving'
  },

  shopPage: {
    title: 'Shop',
    saved: 'The settings are saved',
    theShop: 'The shop',
    hours: 'Opening hours',
    hoursHint: 'Such as 7:00–18:00, or 7–12, 13–18. Leave a day empty when the shop is closed.',
    closed: 'closed',
    copy: 'As the day before',
    copyTo: (day: string) => `As the day before, for ${day}`,
    pickup: 'Pickup',
    books: 'Tax and personal data',
    minutes: (minutes: number) => `${minutes} minutes`,
    wholeInterval: 'Any time while the shop is open',
    faster: 'Somebody else has changed the settings',
    fasterLead: 'Yours are not saved. Choose which ones stay.',
    refused: 'The server does not accept this value',
    currencyStays: 'The currency cannot change any more, because there are orders',
    fields: {
      name: 'Name',
      address: 'Address',
      phone: 'Telephone',
      vat_number: 'VAT number',
      currency: 'Currency',
      time_zone: 'Time zone',
      language: 'Language',
      slot_minutes: 'Length of a pickup slot',
      slot_capacity: 'Most orders in a slot',
      preparation_minutes: 'Minutes to prepare an order of the same day',
      cutoff: 'Orders for the next day until',
      days_ahead: 'Days ahead that can be ordered',
      default_vat_permille: 'VAT in percent',
      keep_personal_data_days: 'Days to keep personal data'
    },
    hints: {
      currency: 'Three letters, such as EUR. It stays once there are orders.',
      time_zone: 'Such as Europe/Dublin',
      slot_capacity: 'Leave it empty for no limit.',
      cutoff: 'Such as 14:00',
      default_vat_permille: 'For products without a rate of their own',
      keep_personal_data_days: 'Counted from the pickup'
    } as Partial<Record<string, string>>,
    errors: {
      name: 'Enter a name of at most 60 characters',
      address: 'The address can have at most 200 characters',
      phone: 'The telephone number can have at most 40 characters',
      vat_number: 'The VAT number can have at most 40 characters',
      currency: 'Enter the three letters of a currency, such as EUR',
      time_zone: 'Enter a time zone, such as Europe/Dublin',
      language: 'Choose a language',
      mon: HOURS_EN,
      tue: HOURS_EN,
      wed: HOURS_EN,
      thu: HOURS_EN,
      fri: HOURS_EN,
      sat: HOURS_EN,
      sun: HOURS_EN,
      slot_minutes: 'Choose a length',
      slot_capacity: 'Enter a whole number from 1 to 1,000, or nothing',
      preparation_minutes: 'Enter minutes from 0 to 1,440',
      cutoff: 'Enter a time, such as 14:00',
      days_ahead: 'Enter a whole number from 0 to 365',
      default_vat_permille: 'Enter percent from 0 to 100 with at most one decimal, such as 13.5',
      keep_personal_data_days: 'Enter a whole number from 1 to 3,650'
    }
  },

  calendar: {
    title: 'Other hours on a date',
    lead: 'Close on a holiday, or open at other hours. Customers see the reason.',
    closed: 'closed',
    remove: 'Remove',
    removeNamed: (date: string) => `Remove ${date}`,
    removed: (date: string) => `${date} has its usual hours again`,
    saved: 'The date is saved',
    add: 'Add a date',
    date: 'Date',
    hours: 'Hours of this date',
    reason: 'Reason',
    reasonHint: 'Such as Midsummer',
    submit: 'Save the date',
    dateWrong: 'Choose a date from today to two years ahead'
  },

  forget: {
    title: 'Forget a customer',
    hint: 'Erases name, e-mail, telephone and notes from all orders of this customer that have ended. Amounts and products stay.',
    submit: 'Erase this customer’s data',
    done: ({ erased, open }: Pick<Forgotten, 'erased' | 'open'>) =>
      [
        erased === 1 ? 'Erased from 1 order.' : `Erased from ${erased} orders.`,
        ...(open > 0 ? [`${open} not ended yet: come back when they have.`] : [])
      ].join(' ')
  },

  welcome: {
    title: 'Welcome to your shop',
    lead: 'Say its name and when it is open. Then add the first product. You can change all of it later.',
    submit: 'Save and add the first product'
  },

  persons: {
    title: 'People',
    lead: 'Everybody who can sign in. Whoever leaves is set to inactive; their name stays in the history.',
    add: 'Add somebody',
    name: 'Name',
    email: 'E-mail',
    role: 'Role',
    active: 'Can sign in',
    edit: 'Change',
    editNamed: (name: string) => `Change ${name}`,
    save: 'Save',
    cancel: 'Cancel',
    link: 'Make a link',
    linkNamed: (name: string) => `Make a link for ${name}`,
    linkLead: (name: string) => `Send this link to ${name}. It works once, within 72 hours, to choose a password.`,
    copy: 'Copy the link',
    copied: 'The link is copied',
    inactive: 'inactive',
    invited: 'invited, has no password yet',
    never: 'not signed in',
    seen: (when: string) => `last here ${when}`,
    exists: 'This e-mail address has an account already',
    lastOwner: 'This is the last owner. Make somebody else an owner first.',
    nameMissing: 'Enter a name of at most 100 characters',
    emailMissing: 'Enter an e-mail address, such as name@example.com'
  },

  past: {
    title: 'History',
    lead: 'Who changed what, the newest first.',
    more: 'Show older entries',
    token: 'The admin token',
    commandLine: 'The command line',
    settings: 'The settings',
    what: (entry: Pick<HistoryEntry, 'what'>, subject: string): string =>
      ({
        signed_in: 'signed in',
        signed_out: 'signed out',
        password_changed: `set the password of ${subject}`,
        account_added: `added the account of ${subject}`,
        account_changed: `changed the account of ${subject}`,
        link_made: `made a link for ${subject}`,
        product_added: `added ${subject}`,
        product_changed: `changed ${subject}`,
        product_moved: `moved ${subject} on its shelf`,
        categories_changed: 'changed the categories',
        customer_forgotten: 'erased the data of a customer',
        settings_changed: 'changed the settings of the shop',
        day_changed: `changed the hours of ${subject}`,
        day_removed: `gave ${subject} its usual hours`
      })[entry.what],
    first: (field: string, value: string) => `${field}: ${value}`,
    change: (field: string, before: string, after: string) => `${field}: ${before} → ${after}`
  }
}

export type StaffTexts = typeof staffEn
