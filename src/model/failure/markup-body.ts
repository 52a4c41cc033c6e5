import type { MessageBody } from './json-body.ts';
import { createCharacterTest } from './signs.ts';

const isPage = /<(?:!doctype html|html|head|title|body)\b/i;
const isDocument =
  /<\?xml\b|<(?:\w+:)?(?:Error|ErrorResponse|Envelope|Fault|methodResponse|Response|errors?)\b/u;
/** In UTF-16 units. */
const mostRead = 20_000;

const mayBeMarkup = createCharacterTest('<');

/** Reads a message that is or ends in a page of HTML or a document of XML. */
export function markupInText(text: string): MessageBody | undefined {
  if (!mayBeMarkup(text) || !text.includes('</')) return undefined;
  const start = text.slice(0, mostRead);
  if (isPage.test(start)) return pageBody(start);
  return isDocument.test(start) ? documentBody(start) : undefined;
}

/** Titles of every page of a framework, whose headings say more. */
const anyTitle = /^(?:error|errors?|oops[.!]*|untitled|an error occurred|application error)$/i;

/** The detail beside a title that is always the same: Tomcat, S3, Squid, Spring. */
const beside =
  /<b>Message<\/b>\s*([^<]{3,500})|<li>Message: ([^<]{3,500})|<p id="?sysmsg"?>[^<]*<i>([^<]{3,500})|<div>There was an unexpected error ([^<]{3,300})/u;
const statusAlone = /^(?:HTTP Status |Error )?\d{3}\b|^ERROR: The requested URL could not be retrieved$/u;

/** The title, else the first heading or preformatted text that says something. */
function pageBody(page: string): MessageBody | undefined {
  const told = ['title', 'h1', 'pre', 'h2', 'p']
    .map(tag => contentOf(page, tag))
    .filter(words => words !== '');
  const title = told.find(words => !anyTitle.test(words)) ?? told[0];
  if (title === undefined) return undefined;
  const more =
    statusAlone.test(title) || /^Whitelabel/u.test(title)
      ? beside.exec(page)?.slice(1).find(Boolean)
      : undefined;
  const message = more === undefined ? title : `${title}: ${decode(more).trim()}`;
  return { message, status: statusIn(title) ?? statusIn(contentOf(page, 'h1')) };
}

function statusIn(words: string): number | undefined {
  const [status] = /\b[45]\d\d\b/u.exec(words) ?? [];
  return status === undefined ? undefined : Number(status);
}

/** Elements without prefix and case, of S3, Azure, SOAP 1.1 and 1.2, XML-RPC. */
const messages = 'message faultstring text errormessage error_message description reason detail error'.split(
  ' ',
);
const codes = ['code', 'errorcode', 'faultcode', 'value'];

function documentBody(text: string): MessageBody | undefined {
  const [, rpc] = /<name>faultString<\/name>\s*<value>(?:<string>)?([^<]{1,1000})/u.exec(text) ?? [];
  const message = rpc ?? messages.map(name => contentOf(text, name)).find(words => words !== '');
  const [, subcode] = /<(?:\w+:)?Subcode>\s*<(?:\w+:)?Value>([\w.:-]{2,80})</u.exec(text) ?? [];
  const [, attribute] = /<error code="([\w.-]{2,80})"/u.exec(text) ?? [];
  const code =
    subcode ??
    attribute ??
    codes.map(name => contentOf(text, name)).find(words => /^[\w.:-]{2,80}$/u.test(words));
  return message === undefined && code === undefined ? undefined : { message: message ?? code ?? '', code };
}

/** The first line of the first element of a name, without the elements in it. */
function contentOf(text: string, name: string): string {
  const open = new RegExp(String.raw`<(?:[\w-]+:)?${name}(?:\s[^>]{0,300})?>`, 'i').exec(text);
  if (!open) return '';
  const from = open.index + open[0].length;
  const inner = text.slice(from, from + 2_000);
  const end = inner.search(new RegExp(String.raw`<\/(?:[\w-]+:)?${name}>`, 'i'));
  return (
    decode(
      (end < 0 ? inner : inner.slice(0, end))
        .replace(/<!\[CDATA\[|\]\]>/gu, '')
        .replace(/<br\b[^>]*>/giu, '\n')
        .replace(/<[^>]{0,500}>/gu, ' '),
    )
      .replace(/[^\S\n]+/gu, ' ')
      .trim()
      .split(/\s*\n\s*/u, 1)[0] ?? ''
  );
}

const entities: readonly (readonly [RegExp, string])[] = [
  [/&lt;/gu, '<'],
  [/&gt;/gu, '>'],
  [/&(?:quot|#34);/gu, '"'],
  [/&(?:apos|#0?39|#x27);/gu, "'"],
  [/&nbsp;/gu, ' '],
  [/&(?:ndash|mdash|#8211);/gu, '-'],
  [/&amp;/gu, '&'],
];

function decode(text: string): string {
  return text.includes('&')
    ? entities.reduce((all, [entity, sign]) => all.replace(entity, sign), text)
    : text;
}
