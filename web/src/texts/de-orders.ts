/* de-orders.ts -- the words of checkout, an order's page and 'your orders', in German. */
import type { orderTexts } from './en-orders'

const seconds = (count: number) => (count === 1 ? '1 Sekunde' : `${count} Sekunden`)

const PHONE = 'Gib eine Telefonnummer mit 5 bis 20 Ziffern an, etwa 030 555 0199, oder nichts'
const NOTE = 'Gib eine Notiz mit höchstens 200 Zeichen an'

export const germanOrderTexts: typeof orderTexts = {
  checkout: {
    title: 'Kasse',
    error: (title) => `Fehler: ${title}`,
    who: 'Für wen ist es?',
    fields: { name: 'Name', phone: 'Telefon', email: 'E-Mail', note: 'Notiz für die Backstube' },
    optional: '(optional)',
    hints: {
      name: 'Den rufen wir an der Theke auf.',
      phone: 'Nur für den Fall, dass mit der Bestellung etwas schiefgeht.',
      email: 'Nur für den Fall, dass mit der Bestellung etwas schiefgeht.',
      note: 'Etwa „geschnitten“ oder „eine Geburtstagstorte für Anna“.'
    },
    errors: {
      name: {
        missing: 'Gib einen Namen zum Aufrufen an',
        long: 'Gib einen Namen mit höchstens 100 Zeichen an',
        wrong: 'Gib den Namen nur mit Buchstaben an'
      },
      phone: {
        missing: PHONE,
        long: PHONE,
        wrong: PHONE
      },
      email: {
        missing: 'Gib deine E-Mail-Adresse an',
        long: 'Gib eine E-Mail-Adresse mit höchstens 254 Zeichen an',
        wrong: 'Gib eine E-Mail-Adresse wie name@example.com an'
      },
      note: {
        missing: NOTE,
        long: NOTE,
        wrong: NOTE
      }
    },
    place: (total) => `Bestellen, ${total}`,
    placing: 'Wird bestellt\u00a0…',
    simulated: 'Die Zahlung ist in dieser Demo nur nachgestellt: Es fließt kein Geld.',
    yourOrder: 'Deine Bestellung',
    total: 'Summe',
    change: 'Korb ändern',
    empty: 'In deinem Korb ist noch nichts zum Bestellen.',
    seeShelf: 'Zum Regal'
  },

  when: {
    title: 'Wann holst du ab?',
    day: 'Tag',
    today: 'Heute',
    moreDays: (count) => `${count} weitere Tage zeigen`,
    time: (date) => `Uhrzeit am ${date}`,
    range: (from, until) => `${from}–${until}`,
    parts: { morning: 'Vormittag', afternoon: 'Nachmittag', evening: 'Abend' },
    earliest: (moment, because) => `Frühestens: ${moment}, ${because}.`,
    loading: 'Die Zeiten werden geladen',
    states: {
      too_early: 'zu früh',
      over: 'zu spät',
      closed: 'zu',
      full: 'voll',
      sold_out: 'ausverkauft'
    },
    left: (count) => (count === 0 ? 'vergriffen' : `noch ${count}`),
    collect: 'Abholen',
    moment: (time, date) => `${time} am ${date}`,
    problems: {
      'slot-full': (moment) => `${moment}, ist inzwischen voll. Wähl eine andere Zeit`,
      'too-early': (moment) => `Für ${moment}, ist es inzwischen zu spät. Wähl eine andere Zeit`,
      closed: (moment) => `${moment}, ist keine Abholzeit mehr. Wähl eine andere Zeit`,
      'daily-limit': (_moment, day) => `Für ${day} ist nicht mehr genug da. Nimm weniger oder wähl einen anderen Tag`,
      'sold-out': (_moment, day) => `Am ${day} ist etwas davon ausverkauft. Wähl einen anderen Tag`,
      nothing: () => 'Es gibt keine Zeit, zu der das alles abgeholt werden kann. Ändere den Korb oder frag uns',
      unread: () => 'Die Abholzeiten ließen sich nicht laden. Versuch es noch einmal'
    },
    limited: (name, left, day) =>
      left === 0
        ? `Für ${day} ist ${name} vergriffen. Wähl einen anderen Tag`
        : `Für ${day} gibt es nur noch ${left} ${name}. Nimm weniger oder wähl einen anderen Tag`,
    soldOut: (name, day) => `Am ${day} ist ${name} ausverkauft. Wähl einen anderen Tag`,
    takeTime: (time) => `Stattdessen ${time} nehmen`,
    takeMoment: (moment) => `${moment} nehmen`,
    taken: (moment) => `Erledigt. Du holst ab: ${moment}`
  },

  clash: {
    heading: 'Da stimmt etwas nicht',
    repriced: (name, before, now) => `${name} kostet jetzt ${now}, nicht ${before}. Stimm zu oder ändere den Korb`,
    soldOut: (name) => `${name} ist inzwischen ausverkauft. Ohne weiter`,
    gone: (name) => `${name} ist nicht mehr im Verkauf. Ohne weiter`,
    tooMany: (name, most) => `Mehr als ${most} ${name} nimmt eine Bestellung nicht auf. Nimm ${most}`,
    repricedShort: (before, now) => `War ${before}, kostet jetzt ${now} pro Stück`,
    soldOutShort: 'Ausverkauft',
    goneShort: 'Nicht mehr im Verkauf',
    tooManyShort: (most) => `Höchstens ${most}`,
    agree: (total) => `Einverstanden, ${total}`,
    remove: 'Ohne weiter',
    take: (most, total) => `${most} nehmen, ${total}`,
    repaired: (total) => `Erledigt. Die Bestellung kostet jetzt ${total}`,
    refused: 'Der Laden konnte diese Bestellung nicht annehmen',
    refusedMore: 'Es wurde nichts bestellt. Vielleicht hilft es, die Seite neu zu laden; deine Eingaben bleiben.'
  },

  attempt: {
    unknown: 'Wir wissen noch nicht, ob deine Bestellung angekommen ist',
    unknownMore: (total) =>
      `Auf deine Bestellung über ${total} kam keine Antwort. Wir senden genau dieselbe, bis eine kommt: Bestellt wird einmal.`,
    busy: 'Deine Bestellung wird gerade aufgenommen',
    busyMore: 'Wir fragen nach, bis das getan ist. Bestellt wird einmal.',
    limited: 'Von deinem Anschluss kommen gerade viele Bestellungen',
    limitedMore: 'Deine ist noch nicht aufgenommen. Wir senden sie, sobald es geht.',
    sendingAgain: 'Wir fragen nach\u00a0…',
    retryIn: (count) => `Nächster Versuch in ${seconds(count)}.`,
    retryOnline: 'Du bist offline. Sobald du wieder verbunden bist, versuchen wir es erneut.',
    stopped: 'Von selbst versuchen wir es nicht mehr.',
    stayCalm: 'Du kannst die Seite verlassen: Die Bestellung bleibt auf diesem Gerät, und wir fragen später nach.',
    now: 'Jetzt noch einmal versuchen',
    call: 'Oder frag uns:',
    expired: 'Eine frühere Bestellung blieb ohne Antwort',
    expiredMore: (when, total) =>
      `Ob deine Bestellung von ${when} über ${total} ankam, haben wir nie erfahren. Sieh unter „Deine Bestellungen“ nach oder frag uns, bevor du dasselbe noch einmal bestellst.`,
    expiredDone: 'Ich habe nachgesehen, weiter',
    keyUsed: 'Diese Bestellung wurde schon mit anderen Angaben aufgegeben',
    keyUsedMore: 'Sieh zuerst unter „Deine Bestellungen“ nach. Steht sie dort nicht, bestelle noch einmal.',
    pending: 'Eine Bestellung hat noch keine Antwort.',
    pendingLink: 'Nachsehen, was aus ihr wurde',
    openOrders: 'Deine Bestellungen'
  },

  order: {
    code: 'Abholcode',
    windowTitle: (title, code) => `${title}, ${code}`,
    steps: {
      received: 'Angekommen',
      confirmed: 'Bestätigt',
      baking: 'Im Ofen',
      ready: 'Fertig',
      collected: 'Abgeholt'
    },
    states: {
      received: {
        title: 'Deine Bestellung ist da',
        more: 'Wir legen sie zurück und buchen die Zahlung. Das dauert einen Moment.'
      },
      confirmed: { title: 'Bezahlt und zurückgelegt', more: 'Nenn beim Abholen diesen Code an der Theke.' },
      baking: { title: 'Im Ofen', more: 'Deine Bestellung wird gebacken. Wenn sie fertig ist, steht es hier.' },
      ready: { title: 'Bereit zum Abholen', more: 'Zeig diesen Code an der Theke.' },
      collected: { title: 'Abgeholt, danke', more: 'Lass es dir schmecken. Vielleicht bis morgen.' },
      out_of_stock: {
        title: 'Leider ausverkauft',
        more: 'Etwas aus deiner Bestellung war ausverkauft, bevor wir es zurücklegen konnten. Es wurde nichts abgebucht.'
      },
      payment_declined: {
        title: 'Zahlung abgelehnt',
        more: 'Die Zahlung kam nicht durch. Es wurde nichts abgebucht, und nichts ist zurückgelegt.'
      },
      internal: {
        title: 'Diese Bestellung ist fehlgeschlagen',
        more: 'Das lag an uns. Die Zahlung ist in dieser Demo nur nachgestellt, es ist also kein Geld geflossen.'
      },
      cancelled: {
        title: 'Storniert',
        more: 'Diese Bestellung wurde storniert. Was du bezahlt hast, bekommst du zurück.'
      }
    },
    track: 'Fortschritt',
    done: '(erledigt)',
    shelfMore: (count) => `und ${count} mehr`,
    yourOrder: 'Deine Bestellung',
    total: 'Summe',
    paid: 'Bezahlt',
    notCharged: 'Nicht abgebucht',
    collect: 'Abholen',
    between: (date, from, until) => `${date}, ${from}–${until}`,
    calendar: 'In den Kalender',
    cancel: {
      open: 'Bestellung stornieren',
      until: (moment) => `Du kannst sie bis ${moment} stornieren.`,
      title: 'Diese Bestellung stornieren?',
      more: 'Dann backen wir sie nicht, und was du bezahlt hast, bekommst du zurück.',
      keep: 'Bestellung behalten',
      yes: 'Stornieren',
      busy: 'Wird storniert\u00a0…',
      close: 'Schließen',
      failed: 'Ob sie storniert ist, wissen wir nicht. Versuch es noch einmal: Storniert wird einmal.'
    },
    notify: {
      ask: 'Sag mir, wenn sie fertig ist',
      on: 'Wir sagen es dir, wenn sie fertig ist, solange diese Seite offen ist.',
      denied: 'Dein Browser erlaubt keine Mitteilungen von dieser Seite.',
      body: (code) => `Abholcode ${code}`
    },
    where: 'Wo',
    open: 'Geöffnet',
    name: 'Name',
    note: 'Deine Notiz',
    ordered: 'Bestellt',
    questions: 'Fragen',
    copy: 'Link kopieren',
    copied: 'Link kopiert',
    copyFailed: 'Kopiere die Adresse oben aus deinem Browser',
    keepLink:
      'Der Link dieser Seite führt zu deiner Bestellung zurück. Auf diesem Gerät steht sie auch unter „Deine Bestellungen“.',
    same: 'Dasselbe noch einmal',
    again: 'Noch einmal bestellen',
    without: 'Ohne das bestellen',
    whatIsLeft: 'Bestellen, was noch da ist',
    left: (count) => (count === 0 ? 'Ausverkauft' : `Nur noch ${count} da`),
    nothingLeft: 'Davon ist nichts mehr zu haben.',
    seeShelf: 'Zum Regal',
    repriced: (expected) => `Beim Bestellen hat sich ein Preis geändert: Auf dem Knopf stand ${expected}.`,
    loading: 'Deine Bestellung wird geladen',
    missingTitle: 'Diese Bestellung finden wir nicht',
    missingMore: 'Vielleicht fehlt dem Link eine Ziffer, oder die Bestellung ist aus einem anderen Laden.',
    missingOrders: 'Bestellungen von diesem Gerät stehen unter',
    troubleTitle: 'Deine Bestellung ließ sich nicht laden',
    troubleMore: 'Was bestellt ist, bleibt bestellt; nur diese Seite konnte es nicht lesen.',
    tryAgain: 'Noch einmal versuchen'
  },

  live: {
    connecting: 'Wird verbunden.',
    live: 'Aktualisiert sich selbst.',
    lost: 'Verbindung verloren.',
    offline: 'Du bist offline. Es geht weiter, sobald du wieder verbunden bist.',
    retryIn: (count) => `Nächster Versuch in ${seconds(count)}.`,
    trying: 'Neuer Versuch\u00a0…',
    checked: 'Zuletzt geprüft',
    checkNow: 'Jetzt prüfen',
    back: 'Wieder verbunden'
  },

  orders: {
    title: 'Deine Bestellungen',
    lead: 'Bestellungen von diesem Gerät, die neueste zuerst.',
    empty: 'Von diesem Gerät wurde noch nichts bestellt.',
    elsewhere: 'Eine Bestellung von einem anderen Gerät öffnet sich über ihren Link.',
    statuses: {
      received: 'Ist angekommen',
      confirmed: 'Bezahlt und zurückgelegt',
      baking: 'Im Ofen',
      ready: 'Bereit zum Abholen',
      collected: 'Abgeholt',
      out_of_stock: 'Fehlgeschlagen: ausverkauft',
      payment_declined: 'Fehlgeschlagen: Zahlung abgelehnt',
      internal: 'Fehlgeschlagen',
      cancelled: 'Storniert'
    },
    asking: 'Wird gefragt\u00a0…',
    unread: 'Stand unbekannt',
    gone: 'Nicht mehr im Laden',
    remove: 'Entfernen',
    removeNamed: (when) => `Die Bestellung von ${when} aus dieser Liste entfernen`,
    removed: 'Aus dieser Liste entfernt',
    open: (when) => `Bestellung von ${when}`,
    collect: (moment) => `Abholen: ${moment}`
  }
}
