/* before-paint.ts -- sets the theme that was chosen on this device before anything is painted (see theme.ts). */
try {
  const theme = localStorage.getItem('bakery.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Without storage the theme is the device's.
}
