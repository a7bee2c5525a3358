/* de.ts -- every word of the staff's pages in German; see en.ts. */
import type { StaffTexts } from './en'

export const staffDe: StaffTexts = {
  title: 'Team',
  sections: 'Bereiche',
  products: 'Produkte',
  people: 'Team',
  history: 'Verlauf',
  shop: 'Zum Laden',
  yourPassword: 'Dein Passwort',
  signOut: 'Abmelden',
  unreachable: 'Der Server ist nicht erreichbar. Was du siehst, kann alt sein.',
  again: 'Noch einmal versuchen',
  loading: 'Wird geladen',
  problem: 'Das stimmt noch nicht',
  errorTitle: (title) => `Fehler: ${title}`,
  saved: (name) => `${name} ist gespeichert`,
  notFound: 'Hier gibt es nichts',
  notAllowed: (role) => `Deine Rolle ist ${role}. Frag die Inhaberin oder den Inhaber, wenn du diese Seite brauchst.`,
  roles: { counter: 'Theke', manager: 'Leitung', owner: 'Inhaber' },
  roleHints: {
    counter: 'sieht die Produkte',
    manager: 'ändert auch Produkte',
    owner: 'verwaltet auch das Team und liest den Verlauf'
  },

  signIn: {
    title: 'Anmeldung fürs Team',
    email: 'E-Mail',
    password: 'Passwort',
    show: 'Zeigen',
    hide: 'Verbergen',
    showPassword: 'Passwort zeigen',
    keep: 'Auf diesem Gerät angemeldet bleiben',
    submit: 'Anmelden',
    busy: 'Anmeldung läuft…',
    hint: 'Nach fünf falschen Versuchen von hier ist das Konto 15 Minuten gesperrt.',
    wrong: 'E-Mail oder Passwort stimmt nicht.',
    wait: (minutes) =>
      minutes === 1
        ? 'Zu viele falsche Versuche. Versuch es in einer Minute noch einmal.'
        : `Zu viele falsche Versuche. Versuch es in ${minutes} Minuten noch einmal.`,
    busyServer: 'Gerade melden sich viele an. Versuch es gleich noch einmal.',
    emailMissing: 'Gib deine E-Mail-Adresse ein',
    passwordMissing: 'Gib dein Passwort ein'
  },

  password: {
    title: 'Dein Passwort',
    join: 'Wähl dein Passwort',
    joinLead: 'Damit und mit deiner E-Mail-Adresse meldest du dich ab jetzt an.',
    current: 'Bisheriges Passwort',
    next: 'Neues Passwort',
    hint: 'Mindestens 10 Zeichen. Einige Wörter merkt man sich leicht.',
    submit: 'Passwort speichern',
    busy: 'Wird gespeichert…',
    changed: 'Dein Passwort ist geändert. Überall sonst bist du abgemeldet.',
    short: 'Das Passwort braucht mindestens 10 Zeichen',
    long: 'Das Passwort darf höchstens 128 Zeichen haben',
    common: 'Dieses Passwort ist zu verbreitet: Wähl ein anderes',
    wrong: 'Das bisherige Passwort stimmt nicht',
    badLink: 'Dieser Link wurde schon benutzt, ist älter als 72 Stunden oder unvollständig. Bitte um einen neuen.'
  },

  list: {
    find: 'Produkt suchen',
    add: 'Neues Produkt',
    count: (count, all) => (count === all ? `${all} Produkte` : `${count} von ${all} Produkten`),
    product: 'Produkt',
    price: 'Preis',
    left: 'Rest',
    shown: 'im Regal',
    hidden: 'nicht gezeigt',
    soldOut: 'ausverkauft',
    unsaved: 'nicht gespeichert',
    filter: 'Zeigen',
    all: 'Alle',
    onShelf: 'Im Regal',
    offShelf: 'Nicht gezeigt',
    none: 'Kein Produkt passt. Leere die Suche oder zeig alle.',
    choose: 'Wähl ein Produkt, um es zu ändern, oder leg ein neues an.'
  },

  editor: {
    back: 'Alle Produkte',
    newTitle: 'Neues Produkt',
    see: 'Im Laden ansehen',
    name: 'Name',
    price: (currency) => `Preis in ${currency}`,
    priceHint: 'Zum Beispiel 3,60',
    category: 'Kategorie',
    otherCategory: 'Neue Kategorie…',
    newCategory: 'Name der neuen Kategorie',
    description: 'Beschreibung',
    optional: '(freiwillig)',
    characters: (count, max) => `${count} von ${max} Zeichen`,
    drawing: 'Zeichnung',
    byCategory: 'Nach Kategorie',
    stock: 'Stück übrig',
    stockHint: 'Lass es leer, wenn auf Bestellung gebacken wird.',
    active: 'Im Laden zeigen',
    preview: 'Im Regal',
    save: 'Änderungen speichern',
    create: 'Produkt anlegen',
    saving: 'Wird gespeichert…',
    discard: 'Verwerfen',
    unsaved: (fields) => `Nicht gespeichert: ${fields}`,
    noChanges: 'Keine Änderungen',
    fields: {
      name: 'Name',
      price: 'Preis',
      category: 'Kategorie',
      description: 'Beschreibung',
      image: 'Zeichnung',
      stock: 'Stück übrig',
      active: 'im Laden gezeigt'
    },
    errors: {
      name: 'Gib einen Namen mit höchstens 100 Zeichen ein',
      price: 'Gib einen Preis von 0,01 bis 10.000 ein, zum Beispiel 3,60',
      category: 'Gib eine Kategorie mit höchstens 50 Zeichen ein',
      description: 'Die Beschreibung darf höchstens 1.000 Zeichen haben',
      image: 'Wähl eine andere Zeichnung',
      stock: 'Gib eine ganze Zahl von 0 bis 1.000.000 ein oder nichts',
      active: 'Sag, ob Kunden es sehen'
    },
    refused: 'Diesen Wert nimmt der Server nicht an',
    missing: 'Dieses Produkt gibt es nicht.',
    listFull: 'Die Produktliste ist voll: Kürz die Beschreibung oder nimm andere Produkte aus dem Regal.'
  },

  conflict: {
    title: (name, when) => `${name} hat das ${when} geändert`,
    somebody: 'Jemand',
    lead: 'Vergleich beide Fassungen und wähl, welche bleibt.',
    field: 'Feld',
    theirs: 'Gespeichert',
    yours: 'Deine, nicht gespeichert',
    keep: 'Meine speichern',
    take: 'Die andere nehmen',
    empty: 'leer',
    yes: 'ja',
    no: 'nein'
  },

  leave: {
    title: 'Ohne Speichern gehen?',
    lead: (fields) => `Du hast ${fields} geändert und nicht gespeichert.`,
    stay: 'Weiter bearbeiten',
    leave: 'Ohne Speichern gehen'
  },

  persons: {
    title: 'Team',
    lead: 'Alle, die sich anmelden können. Wer geht, wird inaktiv; der Name bleibt im Verlauf.',
    add: 'Jemanden hinzufügen',
    name: 'Name',
    email: 'E-Mail',
    role: 'Rolle',
    active: 'Kann sich anmelden',
    edit: 'Ändern',
    editNamed: (name) => `${name} ändern`,
    save: 'Speichern',
    cancel: 'Abbrechen',
    link: 'Link erstellen',
    linkNamed: (name) => `Link für ${name} erstellen`,
    linkLead: (name) => `Schick diesen Link an ${name}. Er gilt einmal, 72 Stunden lang, um ein Passwort zu wählen.`,
    copy: 'Link kopieren',
    copied: 'Der Link ist kopiert',
    inactive: 'inaktiv',
    invited: 'eingeladen, noch ohne Passwort',
    never: 'nicht angemeldet',
    seen: (when) => `zuletzt hier ${when}`,
    exists: 'Diese E-Mail-Adresse hat schon ein Konto',
    lastOwner: 'Das ist der letzte Inhaber. Mach zuerst jemand anderen zum Inhaber.',
    nameMissing: 'Gib einen Namen mit höchstens 100 Zeichen ein',
    emailMissing: 'Gib eine E-Mail-Adresse ein, zum Beispiel name@example.com'
  },

  past: {
    title: 'Verlauf',
    lead: 'Wer was geändert hat, das Neueste zuerst.',
    more: 'Ältere Einträge zeigen',
    token: 'Das Admin-Token',
    commandLine: 'Die Kommandozeile',
    settings: 'Die Einstellungen',
    what: (entry, subject) =>
      ({
        signed_in: 'hat sich angemeldet',
        signed_out: 'hat sich abgemeldet',
        password_changed: `hat das Passwort von ${subject} gesetzt`,
        account_added: `hat das Konto von ${subject} angelegt`,
        account_changed: `hat das Konto von ${subject} geändert`,
        link_made: `hat einen Link für ${subject} erstellt`,
        product_added: `hat ${subject} angelegt`,
        product_changed: `hat ${subject} geändert`
      })[entry.what],
    first: (field, value) => `${field}: ${value}`,
    change: (field, before, after) => `${field}: ${before} → ${after}`
  }
}
