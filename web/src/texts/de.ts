/* de.ts -- every word of the shop in German; see en.ts. */
import type { Texts } from './en'

const items = (count: number) => `${count} Stück`
const products = (count: number) => (count === 1 ? '1 Produkt' : `${count} Produkte`)

export const de: Texts = {
  items,
  products,

  days: ['Mo', 'Di', 'Mi', 'Do', 'Fr', 'Sa', 'So'],
  hours: {
    openUntil: (time) => `Geöffnet bis ${time}`,
    opensAt: (time) => `Öffnet heute um ${time}`,
    closedToday: (reason) => (reason === null ? 'Heute geschlossen' : `Heute geschlossen (${reason})`),
    closedNow: 'Jetzt geschlossen',
    tomorrow: (time) => `morgen ab ${time} geöffnet`,
    onDay: (day, time) => `am ${day} ab ${time} geöffnet`
  },
  weekdays: ['Sonntag', 'Montag', 'Dienstag', 'Mittwoch', 'Donnerstag', 'Freitag', 'Samstag'],
  months: [
    'Januar',
    'Februar',
    'März',
    'April',
    'Mai',
    'Juni',
    'Juli',
    'August',
    'September',
    'Oktober',
    'November',
    'Dezember'
  ],
  dates: {
    date: (weekday, day, month) => `${weekday}, ${day}. ${month}`,
    today: 'heute',
    tomorrow: (date) => `morgen, ${date}`,
    at: (day, time) => `${day}, ${time}`
  },

  pickup: {
    earliest: 'Abholen ab',
    none: 'Nichts mehr frei',
    ahead: 'Mit Vorlauf',
    orderBy: (time, day) => `Bis ${time} bestellen für ${day}`,
    orderByOn: (weekday, time, day) => `Bis ${weekday}, ${time}, bestellen für ${day}`,
    inMinutes: (count) =>
      count < 1 ? 'in weniger als einer Minute' : count === 1 ? 'in 1 Minute' : `in ${count} Minuten`,
    inHours: (count) => (count === 1 ? 'in 1 Stunde' : `in ${count} Stunden`),
    lead: (days) => (days === 1 ? 'Einen Tag vorher bestellen' : `${days} Tage vorher bestellen`),
    fewLeft: (count) => `Nur noch ${count} da`,
    soldOutToday: 'Heute ausverkauft',
    next: (when) => `Wieder zu haben: ${when}.`,
    orderFor: (day) => `Für ${day} bestellen`,
    orderForNamed: (day, name) => `Für ${day} bestellen: ${name}`,
    tomorrow: 'morgen',
    anotherDay: 'einen anderen Tag',
    forAll: 'Das alles gibt es frühestens:',
    nothing: 'Es gibt keine Zeit, zu der das alles abgeholt werden kann.',
    something: 'etwas davon',
    because: {
      lead_days: (name, days) =>
        `denn ${name} muss ${days === 1 ? 'einen Tag' : `${days} Tage`} vorher bestellt werden`,
      full: 'denn alle Zeiten davor sind vergeben',
      daily_limit: (name, left, day) =>
        left === 0 ? `denn ${name} ist für ${day} vergriffen` : `denn für ${day} gibt es nur noch ${left} ${name}`,
      sold_out: (name, day) => `denn ${name} ist ${day} ausverkauft`
    },
    onDay: (day) => `am ${day}`
  },

  shell: {
    skip: 'Zum Inhalt',
    bakery: 'Bäckerei',
    navigation: 'Laden',
    menu: 'Angebot',
    orders: 'Deine Bestellungen',
    staff: 'Team',
    basket: 'Korb',
    viewBasket: (count) => `Zum Korb, ${items(count)}`,
    more: 'Mehr vom Laden',
    questions: 'Fragen? Ruf an:',
    theme: 'Farben',
    themes: { device: 'Wie das Gerät', light: 'Hell', dark: 'Dunkel' },
    language: 'Sprache',
    loading: 'Die Seite wird geladen'
  },

  menu: {
    windowTitle: 'Bestellen und abholen',
    title: (weekday) => `Frisch am ${weekday}`,
    lead: 'Such dir etwas aus, nenn uns einen Namen und verfolge deine Bestellung hier. Ganz ohne Konto.',
    open: 'Geöffnet',
    where: 'Wo',
    phone: 'Telefon',
    search: 'Im Angebot suchen',
    clear: 'Suche leeren',
    categories: 'Kategorien',
    everything: 'Alles',
    found: (count, all) => (all === 1 ? `${count} von 1 Produkt` : `${count} von ${all} Produkten`),
    showEverything: 'Alles zeigen',
    without: (filter) => `${filter} entfernen`,
    add: 'Dazu',
    addNamed: (name) => `${name} in den Korb`,
    inBasket: (count, name) => `${count} ${name} im Korb`,
    removed: (name) => `${name} aus dem Korb genommen`,
    full: 'Der Korb ist voll: Mehr als 50 verschiedene Produkte nimmt eine Bestellung nicht auf.',
    loading: 'Das Angebot wird geladen'
  },

  nothing: {
    words: (words) => `Nichts im Regal passt zu „${words}“`,
    wordsIn: (words, category) => `Bei ${category} passt nichts zu „${words}“`,
    category: (category) => `Heute nichts bei ${category}`,
    wholeShelf: (count) => `Im ganzen Regal ${count === 1 ? 'passt' : 'passen'} ${products(count)}.`,
    wholeCategory: (category, count) => `Ohne die Suche gibt es bei ${category} ${products(count)}.`,
    everything: (count) => `Ohne die Suche gibt es ${products(count)}.`,
    otherShelves: (count) => `Anderswo gibt es ${products(count)}.`,
    searchAll: 'Im ganzen Regal suchen',
    dropWords: 'Suche leeren',
    leftOut: 'Ohne das, was du weglässt, bleibt nichts übrig',
    withAll: (count) => `${products(count)} ${count === 1 ? 'ist' : 'sind'} weggelassen.`,
    dropLeaveOut: 'Nichts weglassen',
    empty: 'Das Regal ist leer',
    emptyMore: 'Im Moment ist nichts im Verkauf. Was wir als Nächstes backen, steht dann hier.'
  },

  trouble: {
    menu: 'Das Angebot ließ sich nicht laden',
    basketIsSafe: 'Dein Korb ist auf diesem Gerät sicher.',
    check: 'Prüf deine Verbindung oder ruf uns an:',
    checkOnly: 'Prüf deine Verbindung und versuch es noch einmal.',
    again: 'Noch einmal versuchen',
    offline: 'Du bist offline',
    unreachable: 'Der Laden ist nicht erreichbar',
    asOf: (time) => `Du siehst das Regal von ${time} Uhr. Die Preise prüfen wir beim Bestellen noch einmal.`,
    page: 'Auf dieser Seite ging etwas schief',
    pageMore: 'Dein Korb ist auf diesem Gerät sicher. Meist hilft es, die Seite neu zu laden.',
    reload: 'Neu laden'
  },

  leaveOut: {
    summary: (count) => (count === 0 ? 'Allergene weglassen' : `Allergene weglassen: ${count}`),
    count: (count) => `in ${count}`,
    kitchen: 'Alles entsteht in einer Küche, Spuren sind immer möglich. Frag uns, wenn du unsicher bist.',
    unknown: (count) =>
      count === 1
        ? 'Ein Produkt ist noch nicht deklariert. Auch das ist ausgeblendet.'
        : `${count} Produkte sind noch nicht deklariert. Auch die sind ausgeblendet.`
  },

  allergens: {
    contains: 'Enthält',
    mayContain: 'Kann Spuren enthalten von',
    none: 'Ohne die 14 Allergene hergestellt',
    ask: 'Frag uns nach Allergenen',
    ingredients: 'Zutaten',
    names: {
      wheat: 'Weizen',
      rye: 'Roggen',
      barley: 'Gerste',
      oats: 'Hafer',
      spelt: 'Dinkel',
      kamut: 'Kamut',
      crustaceans: 'Krebstiere',
      egg: 'Ei',
      fish: 'Fisch',
      peanut: 'Erdnüsse',
      soya: 'Soja',
      milk: 'Milch',
      almond: 'Mandeln',
      hazelnut: 'Haselnüsse',
      walnut: 'Walnüsse',
      cashew: 'Cashewnüsse',
      pecan: 'Pekannüsse',
      'brazil-nut': 'Paranüsse',
      pistachio: 'Pistazien',
      macadamia: 'Macadamianüsse',
      celery: 'Sellerie',
      mustard: 'Senf',
      sesame: 'Sesam',
      sulphites: 'Sulfite',
      lupin: 'Lupinen',
      molluscs: 'Weichtiere'
    }
  },

  stepper: {
    label: (name) => `Wie viele: ${name}`,
    less: (name) => `Eins weniger: ${name}`,
    more: (name) => `Eins mehr: ${name}`
  },

  product: {
    path: 'Wo du bist',
    price: 'Preis',
    each: 'pro Stück',
    add: (total) => `In den Korb, ${total}`,
    added: (count, name) => `${count} ${name} dazugelegt`,
    inBasket: (count) => `${count} in deinem Korb.`,
    toBasket: 'Zum Korb',
    soldOut: 'Ausverkauft',
    soldOutMore: 'Sobald wir es wieder gebacken haben, steht es im Regal.',
    neighbours: 'Aus demselben Regal',
    backTo: (category) => `${category} ansehen`,
    missing: 'Das steht nicht in unserem Regal',
    missingMore: 'Vielleicht backen wir es nicht mehr, oder dem Link fehlt ein Zeichen.'
  },

  basket: {
    title: 'Korb',
    empty: 'Noch nichts drin.',
    seeShelf: (weekday) => `Zum Regal vom ${weekday}`,
    each: (price) => `${price} pro Stück`,
    removed: 'entfernt.',
    putBack: 'Zurücklegen',
    back: (name) => `${name} liegt wieder im Korb`,
    remove: 'Entfernen',
    removeNamed: (name) => `${name} entfernen`,
    yourOrder: 'Deine Bestellung',
    total: 'Summe',
    checkout: 'Zur Kasse',
    noAccount: 'Ganz ohne Konto.',
    changed: (count) =>
      count === 1
        ? 'Etwas hat sich geändert, seit du gewählt hast'
        : `${count} Dinge haben sich geändert, seit du gewählt hast`,
    repriced: (before, now) => `War ${before}, kostet jetzt ${now} pro Stück`,
    acceptPrice: (price) => `Für ${price} behalten`,
    gone: 'Nicht mehr im Verkauf',
    acceptAll: (total) => `Alle Änderungen annehmen, ${total}`,
    accepted: (total) => `Der Korb ist auf dem neuesten Stand, ${total}`,
    missing: (names) => `Nicht zu haben: ${names}.`,
    fewer: (names) => `Nur noch so viel da: ${names}.`,
    repairFirst: 'Nimm heraus, was es nicht mehr gibt, dann geht es weiter.'
  },

  notFound: {
    title: 'Hier ist nichts',
    more: 'Vielleicht hat die Adresse einen Tippfehler, oder was dort war, ist weg. Das hier gibt es noch:'
  }
}
