/** The API reference, written from the OpenAPI document: one page without a script. */
import { createHash } from 'node:crypto';
import { REST_PATH } from './door.ts';
import type { Json, OpenApi } from './openapi.ts';

export type Language = 'en' | 'ru';

const WORDS = {
  en: {
    title: 'Croupier partner API',
    intro: 'Read-only REST made from the same graph that partners ask at /partner/graphql. Money is exact: amounts are decimal strings.',
    key: 'Every request carries your key; nothing else is looked at.',
    steady: 'Within version 1 fields and parameters are only added. What will go is marked deprecated first.',
    machine: 'For programs: openapi.json (OpenAPI 3.1)',
    other: 'По-русски',
    addresses: 'Addresses', types: 'Types', parameters: 'Parameters', answer: 'Answer', refusals: 'Refusals',
    name: 'Name', type: 'Type', about: 'About', none: 'No parameters.', deprecated: 'deprecated', required: 'required', list: 'list of', or: 'or null', by: 'default',
  },
  ru: {
    title: 'Croupier: API для партнёров',
    intro: 'REST только для чтения, построенный по тому же графу, что доступен партнёрам по адресу /partner/graphql. Деньги точны: суммы передаются десятичными строками.',
    key: 'Каждый запрос несёт ваш ключ; больше ничего не учитывается.',
    steady: 'В версии 1 поля и параметры только добавляются. То, что исчезнет, сначала помечается устаревшим.',
    machine: 'Для программ: openapi.json (OpenAPI 3.1)',
    other: 'In English',
    addresses: 'Адреса', types: 'Типы', parameters: 'Параметры', answer: 'Ответ', refusals: 'Отказы',
    name: 'Имя', type: 'Тип', about: 'Описание', none: 'Без параметров.', deprecated: 'устарело', required: 'обязателен', list: 'список', or: 'или null', by: 'по умолчанию',
  },
} as const; // prettier-ignore
type Words = (typeof WORDS)[Language];

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 0 auto; padding: 1rem; }
section { border-top: 1px solid color-mix(in srgb, currentColor 25%, transparent); margin-top: 2rem; }
code { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
pre { overflow-x: auto; padding: .75rem; border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: .5rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; }
@media (max-width: 40rem) { th, td { display: block; } thead { display: none; } }
`;
export const REFERENCE_STYLE_HASH = `sha256-${createHash('sha256').update(STYLE).digest('base64')}`;

/** The page in a language; what the graph says of itself stays in the graph's own words. */
export function referencePage({ paths, components }: OpenApi, language: Language): string {
  const words = WORDS[language];
  const operations = Object.entries(paths).map(([path, { get }]) => operation(path, get, words));
  const schemas = Object.entries(components.schemas).map(([name, schema]) => typeSection(name, schema, words));
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words.title}</title><style>${STYLE}</style></head><body>
<header><p><a href="?lang=${language === 'ru' ? 'en' : 'ru'}" hreflang="${language === 'ru' ? 'en' : 'ru'}">${words.other}</a></p>
<h1>${words.title}</h1><p>${words.intro}</p><p>${words.key}</p>
<pre><code>curl -H 'X-Api-Key: …' ${REST_PATH}${Object.keys(paths)[0] ?? ''}</code></pre>
<p>${words.steady}</p><p><a href="${REST_PATH}/openapi.json">${words.machine}</a></p></header>
<main><h2>${words.addresses}</h2>${operations.join('')}<h2>${words.types}</h2>${schemas.join('')}</main></body></html>
`;
}

function operation(path: string, get: Json & { summary: string; parameters: Json[] }, words: Words): string {
  const rows = get.parameters.map((each) => {
    const schema = each.schema as Json;
    const extras = [
      ...(each.required ? [words.required] : []),
      ...(schema.default === undefined ? [] : [`${words.by} ${JSON.stringify(schema.default)}`]),
    ];
    return row(
      String(each.name),
      typeText(schema, words),
      [each.description ?? '', ...extras].filter(Boolean).join('; '),
    );
  });
  const responses = get.responses as Record<string, { content?: Json }>;
  const answer = (responses['200']?.content?.['application/json'] as Json).schema as Json;
  const refused = Object.keys(responses).filter((status) => status !== '200');
  const deprecated = get.deprecated ? ` (${words.deprecated})` : '';
  return `<section><h3 id="${text(String(get.operationId))}"><code>GET ${REST_PATH}${text(path)}</code>${deprecated}</h3><p>${text(get.summary)}</p>
<h4>${words.parameters}</h4>${rows.length > 0 ? table(rows, words) : `<p>${words.none}</p>`}
<p>${words.answer}: ${typeText(answer, words)}. ${words.refusals}: ${refused.join(', ')}.</p></section>`;
}

function typeSection(name: string, schema: Json, words: Words): string {
  const values = (schema.enum as string[] | undefined)?.map((value) => `<code>${text(value)}</code>`).join(', ');
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Json>);
  const rows = properties.map(([property, each]) => {
    const about = `${String(each.description ?? '')}${each.deprecated ? ` (${words.deprecated})` : ''}`;
    return row(property, typeText(each, words), about);
  });
  return `<section><h3 id="type-${text(name)}"><code>${text(name)}</code></h3><p>${text(String(schema.description ?? ''))}</p>${values ?? table(rows, words)}</section>`;
}

const table = (rows: string[], { name, type, about }: Words): string =>
  `<table><thead><tr><th scope="col">${name}</th><th scope="col">${type}</th><th scope="col">${about}</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;

const row = (name: string, type: string, about: string): string =>
  `<tr><th scope="row"><code>${text(name)}</code></th><td>${type}</td><td>${text(about)}</td></tr>`;

function typeText(schema: Json, words: Words): string {
  if (Array.isArray(schema.anyOf)) return `${typeText(schema.anyOf[0] as Json, words)} ${words.or}`;
  if (typeof schema.$ref === 'string') {
    const name = text(schema.$ref.split('/').at(-1)!);
    return `<a href="#type-${name}"><code>${name}</code></a>`;
  }
  const isNull = Array.isArray(schema.type);
  const type = isNull ? (schema.type as string[])[0]! : String(schema.type);
  const plain =
    type === 'array'
      ? `${words.list} ${typeText(schema.items as Json, words)}`
      : `<code>${text(type)}${schema.format ? ` (${text(String(schema.format))})` : ''}</code>`;
  return isNull ? `${plain} ${words.or}` : plain;
}

const text = (value: string): string => value.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
