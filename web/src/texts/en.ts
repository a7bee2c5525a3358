/* en.ts -- every word of the shop in English, but for those of en-orders.ts, which come with the pages after the basket.
 * A language is a file of this shape. */
import type { Allergen } from '../api/client'

const items = (count: number) => (count === 1 ? '1 item' : `${count} items`)
const products = (count: number) => (count === 1 ? '1 product' : `${count} products`)

export const en = {
  items,
  products,

  days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  hours: {
    openUntil: (time: string) => `Open until ${time}`,
    opensAt: (time: string) => `Opens today at ${time}`,
    closedToday: (reason: string | null) => (reason === null ? 'Closed today' : `Closed today (${reason})`),
    closedNow: 'Closed now',
    tomorrow: (time: string) => `open tomorrow from ${time}`,
    onDay: (day: string, time: string) => `open on ${day} from ${time}`
  },
  weekdays: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
  months: [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December'
  ],
  dates: {
    date: (weekday: string, day: number, month: string) => `${weekday} ${day} ${month}`,
    today: 'today',
    tomorrow: (date: string) => `tomorrow, ${date}`,
    at: (day: string, time: string) => `${day}, ${time}`
  },

  pickup: {
    earliest: 'Earliest pickup',
    none: 'no time is free',
    ahead: 'With notice',
    orderBy: (time: string, day: string) => `Order by ${time} for ${day}`,
    orderByOn: (weekday: string, time: string, day: string) => `Order by ${weekday}, ${time}, for ${day}`,
    inMinutes: (count: number) =>
      count < 1 ? 'in less than a minute' : count === 1 ? 'in 1 minute' : `in ${count} minutes`,
    inHours: (count: number) => (count === 1 ? 'in 1 hour' : `in ${count} hours`),
    lead: (days: number) => (days === 1 ? 'Order a day before' : `${days} days’ notice`),
    fewLeft: (count: number) => `Only ${count} left`,
    soldOutToday: 'Sold out today',
    next: (when: string) => `You can have it ${when}.`,
    orderFor: (day: string) => `Order for ${day}`,
    orderForNamed: (day: string, name: string) => `Order for ${day}: ${name}`,
    tomorrow: 'tomorrow',
    anotherDay: 'another day',
    forAll: 'Earliest pickup for all of this:',
    nothing: 'There is no time at which all of this can be collected.',
    something: 'something in it',
    because: {
      lead_days: (name: string, days: number) =>
        `because ${name} needs ${days === 1 ? 'a day’s' : `${days} days’`} notice`,
      full: 'because all times before are taken',
      daily_limit: (name: string, left: number, day: string) =>
        left === 0
          ? `because no ${name} is left for ${day}`
          : `because only ${left} ${name} ${left === 1 ? 'is' : 'are'} left for ${day}`,
      sold_out: (name: string, day: string) => `because ${name} is sold out ${day}`
    },
    onDay: (day: string) => `on ${day}`
  },

  shell: {
    skip: 'Skip to content',
    bakery: 'Bakery',
    navigation: 'Shop',
    menu: 'Menu',
    orders: 'Your orders',
    staff: 'Staff',
    basket: 'Basket',
    viewBasket: (count: number) => `View basket, ${items(count)}`,
    more: 'More of the shop',
    questions: 'Questions? Call',
    theme: 'Colours',
    themes: { device: 'As device', light: 'Light', dark: 'Dark' },
    language: 'Language',
    loading: 'Loading the page'
  },

  menu: {
    windowTitle: 'Order and collect',
    title: (weekday: string) => `${weekday}’s shelf`,
    lead: 'Choose what you like, give us a name, and follow your order from here. No account needed.',
    open: 'Open',
    where: 'Where',
    phone: 'Phone',
    search: 'Search the menu',
    clear: 'Clear the search',
    categories: 'Categories',
    everything: 'Everything',
    found: (count: number, all: number) => `${count} of ${products(all)}`,
    showEverything: 'Show everything',
    without: (filter: string) => `Remove ${filter}`,
    add: 'Add',
    addNamed: (name: string) => `Add ${name}`,
    inBasket: (count: number, name: string) => `${count} ${name} in the basket`,
    removed: (name: string) => `${name} removed from the basket`,
    full: 'The basket is full: one order can have at most 50 different products.',
    loading: 'Loading the menu'
  },

  nothing: {
    words: (words: string) => `Nothing on the shelf matches “${words}”`,
    wordsIn: (words: string, category: string) => `Nothing in ${category} matches “${words}”`,
    category: (category: string) => `Nothing in ${category} today`,
    wholeShelf: (count: number) => `${products(count)} on the whole shelf ${count === 1 ? 'matches' : 'match'}.`,
    wholeCategory: (category: string, count: number) => `Without the search, ${category} has ${products(count)}.`,
    everything: (count: number) => `Without the search there are ${products(count)}.`,
    otherShelves: (count: number) =>
      count === 1 ? 'There is 1 product elsewhere.' : `There are ${count} products elsewhere.`,
    searchAll: 'Search the whole shelf',
    dropWords: 'Clear the search',
    leftOut: 'Nothing is left without what you leave out',
    withAll: (count: number) => `${products(count)} ${count === 1 ? 'was' : 'were'} left out.`,
    dropLeaveOut: 'Leave out nothing',
    empty: 'The shelf is empty',
    emptyMore: 'Nothing is on sale at the moment. What we bake next will be here.'
  },

  trouble: {
    menu: 'The menu didn’t load',
    basketIsSafe: 'Your basket is safe on this device.',
    check: 'Check your connection, or ring us on',
    checkOnly: 'Check your connection and try again.',
    again: 'Try again',
    offline: 'You’re offline',
    unreachable: 'The shop can’t be reached',
    asOf: (time: string) => `Showing the shelf as it was at ${time}. Prices are checked again when you order.`,
    page: 'Something broke on this page',
    pageMore: 'Your basket is safe on this device. Loading the page again usually helps.',
    reload: 'Load it again'
  },

  leaveOut: {
    summary: (count: number) => (count === 0 ? 'Leave out allergens' : `Leave out allergens: ${count}`),
    count: (count: number) => `in ${count}`,
    kitchen: 'All is made in one kitchen, so traces are always possible. Ask us if you are unsure.',
    unknown: (count: number) =>
      count === 1
        ? 'One product is not declared yet. It is hidden, too.'
        : `${count} products are not declared yet. They are hidden, too.`
  },

  allergens: {
    contains: 'Contains',
    mayContain: 'May contain',
    none: 'Made without any of the 14 allergens',
    ask: 'Ask us about allergens',
    ingredients: 'Ingredients',
    names: {
      wheat: 'wheat',
      rye: 'rye',
      barley: 'barley',
      oats: 'oats',
      spelt: 'spelt',
      kamut: 'kamut',
      crustaceans: 'crustaceans',
      egg: 'egg',
      fish: 'fish',
      peanut: 'peanuts',
      soya: 'soya',
      milk: 'milk',
      almond: 'almonds',
      hazelnut: 'hazelnuts',
      walnut: 'walnuts',
      cashew: 'cashew nut',
      pecan: 'pecan nut',
      'brazil-nut': 'Brazil nut',
      pistachio: 'pistachio nut',
      macadamia: 'macadamia nut',
      celery: 'celery',
      mustard: 'mustard',
      sesame: 'sesame',
      sulphites: 'sulphites',
      lupin: 'lupin',
      molluscs: 'molluscs'
    } as Record<Allergen, string>
  },

  stepper: {
    label: (name: string) => `How many: ${name}`,
    less: (name: string) => `One less ${name}`,
    more: (name: string) => `One more ${name}`
  },

  product: {
    path: 'Where you are',
    price: 'Price',
    each: 'each',
    add: (total: string) => `Add to basket, ${total}`,
    added: (count: number, name: string) => `${count} ${name} added. See the basket`,
    inBasket: (count: number) => `${count} in your basket.`,
    toBasket: 'See the basket',
    soldOut: 'Sold out',
    soldOutMore: 'It comes back to the shelf as soon as we have baked it again.',
    neighbours: 'From the same shelf',
    backTo: (category: string) => `See ${category}`,
    missing: 'That’s not on our shelf',
    missingMore: 'We may no longer bake it, or the link is incomplete.'
  },

  basket: {
    title: 'Basket',
    empty: 'Nothing in it yet.',
    seeShelf: (weekday: string) => `See ${weekday}’s shelf`,
    each: (price: string) => `${price} each`,
    removed: 'removed.',
    putBack: 'Put it back',
    back: (name: string) => `${name} is back in the basket`,
    remove: 'Remove',
    removeNamed: (name: string) => `Remove ${name}`,
    yourOrder: 'Your order',
    total: 'Total',
    checkout: 'Go to checkout',
    noAccount: 'No account needed.',
    changed: (count: number) =>
      count === 1 ? 'One thing has changed since you chose' : `${count} things have changed since you chose`,
    repriced: (before: string, now: string) => `Was ${before}, now ${now} each`,
    acceptPrice: (price: string) => `Keep it at ${price}`,
    gone: 'No longer on sale',
    acceptAll: (total: string) => `Accept all changes, ${total}`,
    accepted: (total: string) => `The basket is up to date, ${total}`,
    missing: (names: string) => `Not available: ${names}.`,
    fewer: (names: string) => `Only this many are left: ${names}.`,
    repairFirst: 'Remove what is not available to go on.'
  },

  notFound: {
    title: 'There’s nothing here',
    more: 'The address may have a typo, or the page is gone. You can go to:'
  }
}

export type Texts = typeof en
