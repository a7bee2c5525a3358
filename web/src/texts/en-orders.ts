/* en-orders.ts -- the words of checkout, an order's page and 'your orders', in English. */
const seconds = (count: number) => (count === 1 ? '1 second' : `${count} seconds`)

const PHONE = 'Enter a telephone number with 5 to 20 digits, like 086 555 0199, or nothing'
const NOTE = 'Enter a note of 200 letters or fewer'

export const orderTexts = {
  checkout: {
    title: 'Checkout',
    error: (title: string) => `Error: ${title}`,
    who: 'Who is it for?',
    fields: { name: 'Name', phone: 'Telephone', email: 'E-mail', note: 'Note for the bakers' },
    optional: '(optional)',
    hints: {
      name: 'We call this out at the counter.',
      phone: 'Only used if something goes wrong with your order.',
      email: 'Only used if something goes wrong with your order.',
      note: 'Such as “sliced”, or “a birthday cake for Anna”.'
    },
    errors: {
      name: {
        missing: 'Enter a name to call out',
        long: 'Enter a name of 100 letters or fewer',
        wrong: 'Enter the name with letters only'
      },
      phone: {
        missing: PHONE,
        long: PHONE,
        wrong: PHONE
      },
      email: {
        missing: 'Enter your e-mail address',
        long: 'Enter an e-mail address of 254 characters or fewer',
        wrong: 'Enter an e-mail address like name@example.com'
      },
      note: {
        missing: NOTE,
        long: NOTE,
        wrong: NOTE
      }
    },
    place: (total: string) => `Place order, ${total}`,
    placing: 'Placing order…',
    simulated: 'Payment is simulated in this demo: no money moves.',
    yourOrder: 'Your order',
    total: 'Total',
    change: 'Change the basket',
    empty: 'There is nothing in your basket to order yet.',
    seeShelf: 'See what’s on the shelf'
  },

  when: {
    title: 'When will you collect?',
    day: 'Day',
    today: 'Today',
    moreDays: (count: number) => `Show ${count} more days`,
    time: (date: string) => `Time on ${date}`,
    range: (from: string, until: string) => `${from}–${until}`,
    parts: { morning: 'Morning', afternoon: 'Afternoon', evening: 'Evening' },
    earliest: (moment: string, because: string) => `Earliest: ${moment}, ${because}.`,
    loading: 'Loading the times',
    states: {
      too_early: 'too early',
      over: 'too late',
      closed: 'closed',
      full: 'full',
      sold_out: 'sold out'
    },
    left: (count: number) => (count === 0 ? 'none left' : `${count} left`),
    collect: 'Collect',
    moment: (time: string, date: string) => `${time} on ${date}`,
    problems: {
      'slot-full': (moment: string) => `${moment} filled up while you were ordering. Choose another time`,
      'too-early': (moment: string) => `It is too late by now to order for ${moment}. Choose another time`,
      closed: (moment: string) => `${moment} is no longer a time to collect. Choose another time`,
      'daily-limit': (_moment: string, day: string) => `Not enough is left for ${day}. Take less or choose another day`,
      'sold-out': (_moment: string, day: string) => `Something is sold out on ${day}. Choose another day`,
      nothing: () => 'There is no time at which all of this can be collected. Change the basket or ask us',
      unread: () => 'The times to collect did not load. Try again'
    },
    limited: (name: string, left: number, day: string) =>
      left === 0
        ? `No ${name} is left for ${day}. Choose another day`
        : `Only ${left} ${name} ${left === 1 ? 'is' : 'are'} left for ${day}. Take less or choose another day`,
    soldOut: (name: string, day: string) => `${name} is sold out on ${day}. Choose another day`,
    takeTime: (time: string) => `Take ${time} instead`,
    takeMoment: (moment: string) => `Take ${moment}`,
    taken: (moment: string) => `Done. You collect on ${moment}`
  },

  clash: {
    heading: 'There is a problem',
    repriced: (name: string, before: string, now: string) =>
      `${name} costs ${now} now, not ${before}. Agree to it or change the basket`,
    soldOut: (name: string) => `${name} sold out while you were ordering. Go on without it`,
    gone: (name: string) => `${name} is no longer on sale. Go on without it`,
    tooMany: (name: string, most: number) => `One order can have at most ${most} ${name}. Take ${most} instead`,
    repricedShort: (before: string, now: string) => `Was ${before}, now ${now} each`,
    soldOutShort: 'Sold out',
    goneShort: 'No longer on sale',
    tooManyShort: (most: number) => `${most} at most`,
    agree: (total: string) => `Agree, ${total}`,
    remove: 'Go on without it',
    take: (most: number, total: string) => `Take ${most} instead, ${total}`,
    repaired: (total: string) => `Done. The order is ${total} now`,
    refused: 'The shop could not take this order',
    refusedMore: 'Nothing was ordered. Loading the page again may help; what you typed stays.'
  },

  attempt: {
    unknown: 'We do not know yet whether your order arrived',
    unknownMore: (total: string) =>
      `We have no answer to your order of ${total}. We send the same order again until we do: it is placed once.`,
    busy: 'Your order is being placed at this moment',
    busyMore: 'We check again until it is done. It is placed once.',
    limited: 'Many orders are coming from your connection',
    limitedMore: 'Yours has not been placed yet. We send it as soon as we can.',
    sendingAgain: 'Trying again…',
    retryIn: (count: number) => `Trying again in ${seconds(count)}.`,
    retryOnline: 'You are offline. We try again as soon as you are back.',
    stopped: 'We have stopped trying by ourselves.',
    stayCalm: 'You can leave this page: the order is kept on this device, and we check it when you come back.',
    now: 'Try again now',
    call: 'Or ask us on',
    expired: 'An earlier order has no answer',
    expiredMore: (when: string, total: string) =>
      `We do not know whether your order of ${when}, ${total}, arrived. Before you order again, look under Your orders or ask us.`,
    expiredDone: 'I have checked, go on',
    keyUsed: 'This order was placed before, with other details',
    keyUsedMore: 'Look at Your orders first. If it is not there, place the order again.',
    pending: 'One order has had no answer yet.',
    pendingLink: 'See its status',
    openOrders: 'Your orders'
  },

  order: {
    code: 'Pickup code',
    windowTitle: (title: string, code: string) => `${title}, ${code}`,
    steps: {
      received: 'Received',
      confirmed: 'Confirmed',
      baking: 'In the oven',
      ready: 'Ready',
      collected: 'Collected'
    },
    states: {
      received: {
        title: 'We have your order',
        more: 'We are setting it aside and taking the payment. That takes a moment.'
      },
      confirmed: { title: 'Paid and set aside', more: 'Say this code at the counter when you collect.' },
      baking: { title: 'In the oven', more: 'Your order is being baked. This page tells you when it is ready.' },
      ready: { title: 'Ready to collect', more: 'Show this code at the counter.' },
      collected: { title: 'Collected, thanks', more: 'Enjoy it. See you tomorrow, perhaps.' },
      out_of_stock: {
        title: 'We ran out',
        more: 'Something in your order sold out before we could set it aside. Nothing was charged.'
      },
      payment_declined: {
        title: 'Payment declined',
        more: 'The payment did not go through. Nothing was charged, and nothing is set aside.'
      },
      internal: {
        title: 'We couldn’t finish this order',
        more: 'That was our fault, not yours. Payment is simulated in this demo, so no money has moved.'
      },
      cancelled: { title: 'Cancelled', more: 'This order was cancelled. Anything you paid is returned to you.' }
    },
    track: 'Progress',
    done: '(done)',
    shelfMore: (count: number) => `and ${count} more`,
    yourOrder: 'Your order',
    total: 'Total',
    paid: 'Paid',
    notCharged: 'Not charged',
    collect: 'Collect',
    between: (date: string, from: string, until: string) => `${date}, ${from}–${until}`,
    calendar: 'Add to calendar',
    cancel: {
      open: 'Cancel this order',
      until: (moment: string) => `You can cancel it until ${moment}.`,
      title: 'Cancel this order?',
      more: 'We do not bake it then, and anything you paid is returned to you.',
      keep: 'Keep the order',
      yes: 'Cancel the order',
      busy: 'Cancelling…',
      close: 'Close',
      failed: 'We do not know whether it is cancelled. Try again: it is cancelled once.'
    },
    notify: {
      ask: 'Tell me when it is ready',
      on: 'We tell you when it is ready, as long as this page is open.',
      denied: 'Your browser does not allow messages from this page.',
      body: (code: string) => `Pickup code ${code}`
    },
    where: 'Where',
    open: 'Open',
    name: 'Name',
    note: 'Your note',
    ordered: 'Ordered',
    questions: 'Questions',
    copy: 'Copy link',
    copied: 'Link copied',
    copyFailed: 'Copy the address from the top of your browser',
    keepLink: 'The link of this page leads back to your order. On this device it is also under Your orders.',
    same: 'Order the same again',
    again: 'Order again',
    without: 'Order without it',
    whatIsLeft: 'Order what is left',
    left: (count: number) => (count === 0 ? 'Sold out' : `Only ${count} left`),
    nothingLeft: 'None of it is available any more.',
    seeShelf: 'See what’s on the shelf',
    repriced: (expected: string) => `A price changed as you ordered: the button said ${expected}.`,
    loading: 'Loading your order',
    missingTitle: 'We can’t find that order',
    missingMore: 'The link may be incomplete, or the order is from another shop.',
    missingOrders: 'Orders placed on this device are under',
    troubleTitle: 'Your order didn’t load',
    troubleMore: 'This does not affect your order: only the page did not load.',
    tryAgain: 'Try again'
  },

  live: {
    connecting: 'Connecting.',
    live: 'Updates by itself.',
    lost: 'Connection lost.',
    offline: 'You are offline. This page updates when you are back.',
    retryIn: (count: number) => `Trying again in ${seconds(count)}.`,
    trying: 'Trying again…',
    checked: 'Last checked',
    checkNow: 'Check now',
    back: 'Connected again'
  },

  orders: {
    title: 'Your orders',
    lead: 'Orders placed on this device, newest first.',
    empty: 'No order has been placed on this device yet.',
    elsewhere: 'An order from another device opens by its link.',
    statuses: {
      received: 'We have it',
      confirmed: 'Paid and set aside',
      baking: 'In the oven',
      ready: 'Ready to collect',
      collected: 'Collected',
      out_of_stock: 'Failed: sold out',
      payment_declined: 'Failed: payment declined',
      internal: 'Failed',
      cancelled: 'Cancelled'
    },
    asking: 'Checking…',
    unread: 'Status unknown',
    gone: 'No longer at the shop',
    remove: 'Remove',
    removeNamed: (when: string) => `Remove the order of ${when} from this list`,
    removed: 'Removed from this list',
    open: (when: string) => `Order of ${when}`,
    collect: (moment: string) => `Collect ${moment}`
  }
}
