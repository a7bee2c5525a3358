/* de.ts -- every word of the staff's pages in German; see en.ts. */
import type { StaffTexts } from './en'

const HOURS_DE = 'Gib Zeiten wie 7:00–18:00 ein, höchstens drei, der Reihe nach, oder nichts'

export const staffDe: StaffTexts = {
  title: 'Team',
  sections: 'Bereiche',
  products: 'Produkte',
  people: 'Team',
  history: 'Verlauf',
  shop: 'Zum Laden',
  yourPassword: 'Dein Passwort',
  signOut: 'Abmelden',
  unreachable: 'Der Server ist nicht erreichbar. Versuch es gleich noch einmal.',
  notSaved:
    'Der Server antwortet nicht, darum ist das vielleicht nicht gespeichert. Was du getippt hast, ist noch da: Speichere es gleich noch einmal.',
  stale: {
    title: 'Nicht live.',
    server: 'Der Server antwortet nicht und wird alle paar Sekunden wieder gefragt.',
    offline: 'Du bist offline.',
    asOf: (time) => `Du siehst den Stand von ${time} Uhr.`,
    again: 'Jetzt versuchen'
  },
  again: 'Noch einmal versuchen',
  loading: 'Wird geladen',
  problem: 'Das stimmt noch nicht',
  errorTitle: (title) => `Fehler: ${title}`,
  saved: (name) => `${name} ist gespeichert`,
  notFound: 'Hier gibt es nichts',
  roles: { counter: 'Theke', manager: 'Leitung', owner: 'Inhaber' },
  roleHints: {
    counter: 'sieht die Produkte und sagt, was aus ist',
    manager: 'ändert auch Produkte',
    owner: 'verwaltet auch den Laden und das Team und liest den Verlauf'
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
    wrong:
      'E-Mail oder Passwort stimmt nicht. Prüf beides, oder lass dir von einem Inhaber einen Link für ein neues Passwort geben.',
    wait: (minutes) =>
      minutes === 1
        ? 'Zu viele falsche Versuche. Versuch es in einer Minute noch einmal.'
        : `Zu viele falsche Versuche. Versuch es in ${minutes} Minuten noch einmal.`,
    notNow: 'Gerade kann sich niemand anmelden. Versuch es in einer Minute noch einmal.',
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
    soldOutHead: 'Heute aus',
    soldOutToday: (name) => `${name}: heute ausverkauft`,
    nowSoldOut: (name) => `${name} ist heute ausverkauft`,
    nowAvailable: (name) => `${name} ist wieder im Regal`,
    notSaved: 'nicht gespeichert',
    unsaved: 'nicht gespeichert',
    filter: 'Zeigen',
    all: 'Alle',
    onShelf: 'Im Regal',
    offShelf: 'Nicht gezeigt',
    none: 'Kein Produkt passt. Leere die Suche oder zeig alle.',
    choose: 'Wähl ein Produkt, um es zu ändern, oder leg ein neues an.',
    arrange: 'Reihenfolge ändern',
    place: 'Platz',
    categories: 'Kategorien',
    spreadsheet: 'Tabelle'
  },

  order: {
    up: (name) => `${name} nach oben`,
    down: (name) => `${name} nach unten`,
    moved: (name, place, count) => `${name} ist an Platz ${place} von ${count}`,
    failed: 'Die Reihenfolge ist nicht gespeichert. Prüf die Verbindung und versuch es noch einmal.'
  },

  spreadsheet: {
    title: 'Produkte als Tabelle',
    lead: 'Ändere viele Produkte auf einmal: Lade sie herunter, ändere sie in Excel, Numbers oder LibreOffice und importiere sie.',
    download: 'Alle Produkte herunterladen',
    hint: 'Speichere die Datei als CSV UTF-8. Spalten und Zeilen, die bleiben, kannst du weglassen. Eine Zeile ohne id ist ein neues Produkt.',
    choose: 'CSV-Datei auswählen',
    plan: 'Was sich ändern würde',
    summary: ({ added, changed, unchanged, wrong }) =>
      [
        `${added} neu`,
        `${changed} geändert`,
        `${unchanged} unverändert`,
        ...(wrong > 0 ? [`${wrong} falsch: so kann nichts importiert werden`] : [])
      ].join(', '),
    line: 'Zeile',
    product: 'Produkt',
    effect: 'Was geschieht',
    added: 'neues Produkt',
    wrongCell: (column, detail) => `${column}: ${detail}`,
    wrongPlace: (row, detail) => `Zeile ${row}: ${detail}`,
    submit: (count) => (count === 1 ? '1 Produkt importieren' : `${count} Produkte importieren`),
    done: (count) => (count === 1 ? '1 Produkt ist importiert' : `${count} Produkte sind importiert`),
    again: 'Noch einmal ansehen',
    faster: 'Seitdem haben sich Produkte geändert. Noch ist nichts importiert: Sieh es dir noch einmal an.',
    tooLarge: 'Die Datei ist größer als 1 MB. Teile sie auf mehrere Dateien auf.',
    unreadable: 'Diese Datei kann nicht importiert werden:',
    errors: {
      id: 'Es gibt kein solches Produkt. Lass das Feld leer, um eines hinzuzufügen',
      name: 'Gib einen Namen mit höchstens 100 Zeichen ein',
      category: 'Gib eine Kategorie mit höchstens 50 Zeichen ein',
      price: 'Gib einen Preis von 0,01 bis 10.000 ein, etwa 3,60',
      size: 'Die Größe darf höchstens 40 Zeichen haben',
      description: 'Die Beschreibung darf höchstens 1.000 Zeichen haben',
      ingredients: 'Gib höchstens 2.000 Zeichen ein, mit Sternchen in Paaren',
      contains: 'Schreib Allergene so: wheat, milk, hazelnut; none für keine',
      may_contain: 'Schreib Allergene so: wheat, milk, hazelnut, und keine, die das Produkt enthält',
      lead_days: 'Gib eine ganze Zahl von 0 bis 30 ein',
      daily_limit: 'Gib eine ganze Zahl von 1 bis 100.000 ein oder nichts',
      vat_percent: 'Gib Prozent von 0 bis 100 mit höchstens einer Nachkommastelle ein oder nichts',
      stock: 'Gib eine ganze Zahl von 0 bis 1.000.000 ein oder nichts',
      sold_out_on: 'Gib ein Datum wie 2026-06-18 ein oder nichts',
      image: 'Gib einen Pfad wie /drawings/rye-tin.svg ein oder nichts',
      active: 'Gib yes oder no ein'
    }
  },

  categories: {
    title: 'Kategorien',
    lead: 'Die Regale der Karte in ihrer Reihenfolge. Fehlt der Name in einer Sprache, steht dort der andere.',
    name: { en: 'Englisch', de: 'Deutsch' },
    nameOf: (language, number) => `${language}, Regal ${number}`,
    products: (count) => (count === 1 ? '1 Produkt' : `${count} Produkte`),
    add: 'Kategorie hinzufügen',
    remove: (name) => `${name} entfernen`,
    submit: 'Kategorien speichern',
    saved: 'Die Kategorien sind gespeichert',
    changed: 'die Kategorien',
    nameless: (number) => `Regal ${number}: Gib einen Namen mit höchstens 50 Zeichen ein`,
    twice: (number) => `Regal ${number}: Ein anderes Regal heißt auch so`,
    faster: 'Jemand anderes hat die Kategorien geändert',
    fasterLead: 'Deine sind nicht gespeichert. Übernimm die anderen und ändere sie noch einmal.',
    filled:
      'In einer Kategorie, die du entfernt hast, steht wieder ein Produkt. Übernimm die gespeicherten Kategorien und versuch es noch einmal.'
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
    photo: {
      choose: 'Foto auswählen',
      other: 'Anderes Foto auswählen',
      remove: 'Foto entfernen',
      hint: 'JPEG, PNG oder WebP, höchstens 12 MB. Kunden sehen es statt der Zeichnung, ohne den Ort der Aufnahme.',
      part: { across: 'Gezeigter Teil, von links nach rechts', down: 'Gezeigter Teil, von oben nach unten' },
      some: 'ein Foto',
      errors: {
        tooLarge: 'Wähl ein Foto mit höchstens 12 MB',
        unreadable: 'Wähl ein Foto, das eine JPEG-, PNG- oder WebP-Datei ist',
        refused:
          'Wähl ein anderes Foto: ein unbewegtes JPEG-, PNG- oder WebP-Bild mit RGB-Farben, von 480 × 360 Pixeln bis 50 Megapixel',
        unreachable: 'Das Foto ist nicht gespeichert: Prüf die Verbindung und speichere noch einmal'
      }
    },
    stock: 'Stück übrig',
    stockHint: 'Lass es leer, wenn auf Bestellung gebacken wird.',
    size: 'Größe',
    sizeHint: 'Zum Beispiel 900 g oder 6 Stück',
    ingredients: 'Zutaten',
    ingredientsHint: 'Setz Sternchen um Allergene: *Weizen*mehl, Wasser. Kunden sehen sie fett.',
    eachDay: 'Jeden Tag',
    leadDays: 'Tage Vorlauf',
    leadDaysHint: '0: Abholung am Tag der Bestellung.',
    dailyLimit: 'Höchstens Stück am Tag',
    dailyLimitHint: 'Lass es leer, wenn es keine Grenze gibt.',
    vat: 'Mehrwertsteuer in Prozent',
    vatHint: 'Lass es leer für den Satz des Ladens.',
    allergens: 'Allergene',
    allergensHint: 'Alle brauchen eine Antwort, bevor Kunden das Produkt sehen.',
    answers: { contains: 'Enthält', may_contain: 'Spuren', no: 'Nein' },
    openAnswers: (count) => (count === 0 ? 'Alle sind beantwortet.' : `${count} ohne Antwort`),
    noToTheRest: 'Nein zu allen anderen',
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
      sold_out_on: 'ausverkauft am',
      photo: 'Foto',
      stock: 'Stück übrig',
      size: 'Größe',
      ingredients: 'Zutaten',
      allergens: 'Allergene',
      lead_days: 'Tage Vorlauf',
      daily_limit: 'höchstens am Tag',
      vat_permille: 'Mehrwertsteuer',
      active: 'im Laden gezeigt'
    },
    errors: {
      name: 'Gib einen Namen mit höchstens 100 Zeichen ein',
      price: 'Gib einen Preis von 0,01 bis 10.000 ein, zum Beispiel 3,60',
      category: 'Gib eine Kategorie mit höchstens 50 Zeichen ein',
      description: 'Die Beschreibung darf höchstens 1.000 Zeichen haben',
      image: 'Wähl eine andere Zeichnung',
      stock: 'Gib eine ganze Zahl von 0 bis 1.000.000 ein oder nichts',
      size: 'Die Größe darf höchstens 40 Zeichen haben',
      ingredients: 'Höchstens 2.000 Zeichen, mit Sternchen in Paaren',
      allergens: 'Beantworte alle Allergene oder zeig das Produkt noch nicht',
      lead_days: 'Gib eine ganze Zahl von 0 bis 30 ein',
      daily_limit: 'Gib eine ganze Zahl von 1 bis 100.000 ein oder nichts',
      vat_permille: 'Gib Prozent von 0 bis 100 mit höchstens einer Nachkommastelle ein, zum Beispiel 13,5, oder nichts',
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
    none: 'keine',
    yes: 'ja',
    no: 'nein'
  },

  leave: {
    title: 'Ohne Speichern gehen?',
    lead: (fields) => `Du hast ${fields} geändert und nicht gespeichert.`,
    stay: 'Weiter bearbeiten',
    leave: 'Ohne Speichern gehen'
  },

  shopPage: {
    title: 'Laden',
    saved: 'Die Einstellungen sind gespeichert',
    theShop: 'Der Laden',
    hours: 'Öffnungszeiten',
    hoursHint: 'Etwa 7:00–18:00 oder 7–12, 13–18. Lass einen Tag leer, an dem der Laden geschlossen ist.',
    closed: 'geschlossen',
    copy: 'Wie am Vortag',
    copyTo: (day) => `Wie am Vortag, für ${day}`,
    pickup: 'Abholung',
    books: 'Steuer und persönliche Daten',
    minutes: (minutes) => `${minutes} Minuten`,
    wholeInterval: 'Jederzeit, solange geöffnet ist',
    faster: 'Jemand anderes hat die Einstellungen geändert',
    fasterLead: 'Deine sind nicht gespeichert. Wähl, welche bleiben.',
    refused: 'Der Server nimmt diesen Wert nicht an',
    currencyStays: 'Die Währung kann sich nicht mehr ändern, weil es Bestellungen gibt',
    fields: {
      name: 'Name',
      address: 'Adresse',
      phone: 'Telefon',
      vat_number: 'USt-IdNr.',
      currency: 'Währung',
      time_zone: 'Zeitzone',
      language: 'Sprache',
      slot_minutes: 'Länge eines Abholfensters',
      slot_capacity: 'Höchstens so viele Bestellungen im Fenster',
      preparation_minutes: 'Minuten zum Vorbereiten am selben Tag',
      cutoff: 'Bestellungen für den nächsten Tag bis',
      days_ahead: 'Tage, die im Voraus bestellt werden kann',
      default_vat_permille: 'MwSt. in Prozent',
      keep_personal_data_days: 'Tage, die persönliche Daten bleiben'
    },
    hints: {
      currency: 'Drei Buchstaben, etwa EUR. Sie bleibt, sobald es Bestellungen gibt.',
      time_zone: 'Etwa Europe/Berlin',
      slot_capacity: 'Leer lassen, wenn es keine Grenze gibt.',
      cutoff: 'Etwa 14:00',
      default_vat_permille: 'Für Produkte ohne eigenen Satz',
      keep_personal_data_days: 'Gezählt ab der Abholung'
    },
    errors: {
      name: 'Gib einen Namen mit höchstens 60 Zeichen ein',
      address: 'Die Adresse kann höchstens 200 Zeichen haben',
      phone: 'Die Telefonnummer kann höchstens 40 Zeichen haben',
      vat_number: 'Die USt-IdNr. kann höchstens 40 Zeichen haben',
      currency: 'Gib die drei Buchstaben einer Währung ein, etwa EUR',
      time_zone: 'Gib eine Zeitzone ein, etwa Europe/Berlin',
      language: 'Wähl eine Sprache',
      mon: HOURS_DE,
      tue: HOURS_DE,
      wed: HOURS_DE,
      thu: HOURS_DE,
      fri: HOURS_DE,
      sat: HOURS_DE,
      sun: HOURS_DE,
      slot_minutes: 'Wähl eine Länge',
      slot_capacity: 'Gib eine ganze Zahl von 1 bis 1.000 ein oder nichts',
      preparation_minutes: 'Gib Minuten von 0 bis 1.440 ein',
      cutoff: 'Gib eine Uhrzeit ein, etwa 14:00',
      days_ahead: 'Gib eine ganze Zahl von 0 bis 365 ein',
      default_vat_permille: 'Gib Prozent von 0 bis 100 mit höchstens einer Nachkommastelle ein, etwa 13,5',
      keep_personal_data_days: 'Gib eine ganze Zahl von 1 bis 3.650 ein'
    }
  },

  calendar: {
    title: 'Andere Zeiten an einem Tag',
    lead: 'Schließ an einem Feiertag oder öffne zu anderen Zeiten. Kunden sehen den Grund.',
    closed: 'geschlossen',
    remove: 'Entfernen',
    removeNamed: (date) => `${date} entfernen`,
    removed: (date) => `${date} hat wieder die üblichen Zeiten`,
    saved: 'Der Tag ist gespeichert',
    add: 'Tag hinzufügen',
    date: 'Datum',
    hours: 'Zeiten an diesem Tag',
    reason: 'Grund',
    reasonHint: 'Etwa Mittsommer',
    submit: 'Tag speichern',
    dateWrong: 'Wähl einen Tag von heute bis in zwei Jahren'
  },

  forget: {
    title: 'Kundendaten löschen',
    hint: 'Löscht Name, E-Mail, Telefon und Notizen aus allen beendeten Bestellungen dieser Person. Beträge und Produkte bleiben.',
    submit: 'Daten dieser Person löschen',
    done: ({ erased, open }) =>
      [
        erased === 1 ? 'Aus 1 Bestellung gelöscht.' : `Aus ${erased} Bestellungen gelöscht.`,
        ...(open > 0 ? [`${open} noch nicht beendet: Komm dann noch einmal wieder.`] : [])
      ].join(' ')
  },

  welcome: {
    title: 'Willkommen in deinem Laden',
    lead: 'Sag, wie er heißt und wann er geöffnet ist. Dann kommt das erste Produkt. Alles lässt sich später ändern.',
    submit: 'Speichern und erstes Produkt hinzufügen'
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
        product_moved: `hat ${subject} im Regal verschoben`,
        categories_changed: 'hat die Kategorien geändert',
        product_changed: `hat ${subject} geändert`,
        customer_forgotten: 'hat die Daten einer Person gelöscht',
        settings_changed: 'hat die Einstellungen des Ladens geändert',
        day_changed: `hat die Öffnungszeiten am ${subject} geändert`,
        day_removed: `hat am ${subject} die üblichen Öffnungszeiten gesetzt`
      })[entry.what],
    first: (field, value) => `${field}: ${value}`,
    change: (field, before, after) => `${field}: ${before} → ${after}`
  }
}
