/* shelf.js -- fills the shelf with what /api/products says, in its order, by category. */

const note = document.getElementById('note')
const again = document.getElementById('again')
const shelf = document.getElementById('shelf')

const price = new Intl.NumberFormat(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 2 })

function element(name, className, ...content) {
  const made = document.createElement(name)

  if (className) made.className = className
  made.append(...content)
  return made
}

function productItem(product) {
  const item = element(
    'li',
    product.available ? 'product' : 'product sold-out',
    element('h3', '', product.name),
    element('p', 'price', price.format(product.price))
  )

  if (product.description) item.append(element('p', 'description', product.description))
  if (!product.available) item.append(element('p', 'state', 'Sold out'))
  return item
}

function categorySection(category, products) {
  const title = category.charAt(0).toUpperCase() + category.slice(1)

  return element('section', '', element('h2', '', title), element('ul', 'products', ...products.map(productItem)))
}

function show(products) {
  const categories = new Map(products.map(({ category }) => [category, []]))

  for (const product of products) categories.get(product.category).push(product)
  shelf.replaceChildren(...[...categories].map(([category, group]) => categorySection(category, group)))
  note.textContent = products.length === 0 ? 'The shelf is empty.' : ''
}

async function load() {
  const slow = setTimeout(() => (note.textContent = 'Loading the shelf'), 300)

  again.hidden = true
  try {
    const response = await fetch('/api/products')

    if (!response.ok) throw new Error(`status ${response.status}`)
    const products = await response.json()
    clearTimeout(slow)
    show(products)
  } catch {
    clearTimeout(slow)
    note.textContent = 'The shelf could not be loaded: the shop does not answer.'
    again.hidden = false
  }
}

again.addEventListener('click', load)
load()
