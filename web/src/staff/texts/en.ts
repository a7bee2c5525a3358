/* en.ts -- every word of the staff's pages in English. */
import type { HistoryEntry, Role } from '../api'

export const staffEn = {
  title: 'Staff',
  sections: 'Sections',
  products: 'Products',
  people: 'People',
  history: 'History',
  shop: 'See the shop',
  yourPassword: 'Your password',
  signOut: 'Sign out',
  unreachable: 'The server can’t be reached. What you see may be old.',
  again: 'Try again',
  loading: 'Loading',
  problem: 'There is a problem',
  errorTitle: (title: string) => `Error: ${title}`,
  saved: (name: string) => `${name} is saved`,
  notFound: 'There’s nothing here',
  roles: { counter: 'Counter', manager: 'Manager', owner: 'Owner' } as Record<Role, string>,
  roleHints: {
    counter: 'sees the products',
    manager: 'also changes products',
    owner: 'also manages people and reads the history'
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
    wrong: 'E-mail or password is wrong.',
    wait: (minutes: number) =>
      minutes === 1
        ? 'Too many wrong tries. Try again in a minute.'
        : `Too many wrong tries. Try again in ${minutes} minutes.`,
    busyServer: 'Many people are signing in right now. Try again in a moment.',
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
    unsaved: 'unsaved changes',
    filter: 'Show',
    all: 'All',
    onShelf: 'On the shelf',
    offShelf: 'Not shown',
    none: 'No product matches. Clear the search or show all.',
    choose: 'Choose a product to change it, or add a new one.'
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
    yes: 'yes',
    no: 'no'
  },

  leave: {
    title: 'Leave without saving?',
    lead: (fields: string) => `You changed ${fields}, and did not save it.`,
    stay: 'Keep editing',
    leave: 'Leave without saving'
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
        product_changed: `changed ${subject}`
      })[entry.what],
    first: (field: string, value: string) => `${field}: ${value}`,
    change: (field: string, before: string, after: string) => `${field}: ${before} → ${after}`
  }
}

export type StaffTexts = typeof staffEn
