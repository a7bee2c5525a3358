/* contract.mjs -- holds answers against src/api/openapi/.
 *
 * Every answer that a test gets through http.mjs comes by here: status, media type, headers and body must be what the
 * document says. `seen` collects what was exercised, so that a test can ask whether the whole document was. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import Ajv from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

const bundle = fileURLToPath(new URL('../../../src/api/openapi/bundle', import.meta.url))

export const document = JSON.parse(execFileSync(bundle))
export const seen = new Set()

const ajv = new Ajv({ strict: false, allErrors: true })
addFormats(ajv)
ajv.addSchema(document, 'openapi')

const templates = Object.keys(document.paths).map((template) => ({
  template,
  literals: template.split('{').length,
  pattern: new RegExp(`^${template.replaceAll('.', '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`)
}))

/* The path that a literal one matches wins over one with parameters. */
function templateOf(path) {
  const [bare] = path.split('?')

  return templates.filter(({ pattern }) => pattern.test(bare)).sort((a, b) => a.literals - b.literals)[0]?.template
}

function resolve(node) {
  while (node?.$ref) {
    node = node.$ref
      .slice(2)
      .split('/')
      .reduce((at, step) => at[step.replaceAll('~1', '/').replaceAll('~0', '~')], document)
  }
  return node
}

const validators = new Map()

function validator(schema) {
  const key = JSON.stringify(schema)

  if (!validators.has(key))
    validators.set(key, ajv.compile(JSON.parse(key.replaceAll('"$ref":"#/', '"$ref":"openapi#/'))))
  return validators.get(key)
}

function hold(what, schema, value) {
  const validate = validator(schema)

  if (!validate(value))
    assert.fail(`${what} is not as the contract says: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(value)}`)
}

function problem(what, response) {
  hold(`${what}: the problem`, { $ref: '#/components/schemas/Problem' }, response.json)
  assert.equal(response.json.status, response.status, `${what}: status in head and body`)
}

/* Fails unless `response` ({status, headers, text, json}) is one that the document allows for the request. */
export function check(method, path, response) {
  const template = templateOf(path)
  const operation = document.paths[template]?.[method.toLowerCase()]
  const what = `${method} ${path}: ${response.status}`

  if (operation === undefined) {
    const isPage = response.headers['content-type']?.startsWith('text/html') // the shop's "not found"
    if (response.status >= 400 && method !== 'HEAD' && !isPage) problem(what, response)
    return
  }
  const documented = operation.responses[response.status]
  const expected = resolve(documented ?? (response.status >= 400 && operation.responses.default))

  assert.ok(expected, `${what} is not documented: ${response.text}`)
  if (documented) seen.add(`${method} ${template} ${response.status}`)
  for (const [name, header] of Object.entries(expected.headers ?? {})) {
    const value = response.headers[name.toLowerCase()]?.toString() // Set-Cookie is a list
    const { required, schema } = resolve(header)

    assert.ok(value !== undefined || !required, `${what}: the header ${name} is missing`)
    if (value !== undefined) hold(`${what}: the header ${name}`, schema, value)
  }
  if (method === 'HEAD') {
    assert.equal(response.text, '', `${what}: a body`)
    return
  }
  if (!expected.content) {
    assert.equal(response.text, '', `${what}: a body that is not documented`)
    return
  }
  const type = (response.headers['content-type'] ?? '').split(';')[0]

  assert.ok(expected.content[type], `${what}: media type ${type}`)
  if (type.endsWith('json')) hold(`${what}: the body`, expected.content[type].schema, response.json)
  if (type === 'application/problem+json') problem(what, response)
}

/* What the document promises: "METHOD template status", for operations with one of these tags. */
export function promised(...tags) {
  return Object.entries(document.paths).flatMap(([template, item]) =>
    Object.entries(item)
      .filter(([, operation]) => operation.responses && operation.tags.some((tag) => tags.includes(tag)))
      .flatMap(([method, operation]) =>
        Object.keys(operation.responses)
          .filter((status) => status !== 'default')
          .map((status) => `${method.toUpperCase()} ${template} ${status}`)
      )
  )
}

/* For requests: whether the document allows a body. */
export function allowsBody(method, template, mediaType, body) {
  const { schema } = document.paths[template][method.toLowerCase()].requestBody.content[mediaType]

  return validator(schema)(body)
}
