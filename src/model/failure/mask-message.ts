import { fittingPatterns } from './fitting-patterns.ts';
import { maskPatterns } from './mask-patterns.ts';

/** A message with what varies taken out. */
export type MaskedMessage = {
  /** The words, with a placeholder such as `<uuid>` or `<text>` for each part that was masked. */
  readonly template: string;
  /** Of each quoted text, path and URL in the template, in order, what may tell one cause from another. */
  readonly values: readonly string[];
  /** The message in parts, of which the template is made. */
  readonly pieces: readonly MessagePiece[];
};

export type MessagePiece = {
  /** As the message has it. */
  readonly text: string;
  /** As the template has it. */
  readonly masked: string;
  /** Of a part that is one of `values`: which. */
  readonly place?: number;
};

const longestMessage = 1_000;

/** A message that is one datum, as the name of a character set in Java. */
export function maskAll(message: string): MaskedMessage {
  return {
    template: '<text>',
    values: [maskPlain(message)],
    pieces: [{ text: message, masked: '<text>', place: 0 }],
  };
}

export function maskMessage(message: string): MaskedMessage {
  const text = message.slice(0, longestMessage);
  const values: string[] = [];
  const pieces: MessagePiece[] = [];
  let end = 0;
  for (const { 0: part, index, groups = {} } of findAll(text)) {
    const before = text.slice(end, index);
    const place = values.length;
    const masked = replacement(part, groups, values);
    pieces.push({ text: before, masked: before });
    pieces.push({ text: part, masked, place: values.length > place ? place : undefined });
    end = index + part.length;
  }
  pieces.push({ text: text.slice(end), masked: text.slice(end) });
  const template = pieces.map(({ masked }) => masked).join('');
  return { template: template.replace(/\s+/gu, ' ').trim(), values, pieces };
}

/** No pattern fits an empty text. */
function findAll(text: string): readonly RegExpExecArray[] {
  const pattern = fittingPatterns(text, 'everywhere');
  const found: RegExpExecArray[] = [];
  if (!pattern) return found;
  pattern.lastIndex = 0;
  for (let one = pattern.exec(text); one; one = pattern.exec(text)) found.push(one);
  return found;
}

type Groups = Readonly<Record<string, string | undefined>>;

/** The last argument that `replace` passes: the named groups. */
function groupsOf(rest: readonly unknown[]): Groups {
  return rest.at(-1) as Groups;
}

function replacement(text: string, groups: Groups, values: string[]): string {
  if (groups.position !== undefined) return '';
  if (groups.kept !== undefined) return text;
  if (groups.named !== undefined && isPlain(text)) return text;
  if (groups.named !== undefined || groups.quoted !== undefined) return quotedText(text, values);
  if (groups.url !== undefined) return keep(values, 'url', urlPath(text));
  if (groups.text !== undefined) return keep(values, 'text', maskPlain(text));
  if (groups.path !== undefined) return keep(values, 'path', lastOfPath(text));
  return `<${nameOf(groups)}>`;
}

function nameOf(groups: Groups): string {
  return maskPatterns.find(([name]) => groups[name] !== undefined)?.[0] ?? 'text';
}

function keep(values: string[], name: string, value: string): string {
  values.push(value);
  return `<${name}>`;
}

/** Quoted punctuation stays as it is; anything else is a value. */
function quotedText(text: string, values: string[]): string {
  const inner = text.slice(1, -1);
  if (!/[\p{L}\p{N}]/u.test(inner)) return text;
  if (/^<[a-z!?]/iu.test(inner)) return '<markup>';
  return keep(values, 'text', isPath(inner) ? lastOfPath(inner) : maskPlain(inner));
}

/** Whether a quoted name holds nothing that varies, such as a number or an id. */
function isPlain(text: string): boolean {
  const inner = text.slice(1, -1);
  return maskPlain(inner) === inner;
}

function isPath(text: string): boolean {
  return /^(?:[A-Za-z]:\\|\.{0,2}\/|file:\/\/)\S*$/u.test(text);
}

/** The name of a file; only its extension where a part of the name varies. */
function lastOfPath(path: string): string {
  const name = maskPlain(
    path
      .replace(/[\\/]+$/u, '')
      .split(/[\\/]/u)
      .at(-1) ?? '',
  );
  return name.includes('<') ? `*${/\.\w+$/u.exec(name)?.[0] ?? ''}` : name;
}

function urlPath(url: string): string {
  const path = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*([^?#]*)/iu.exec(url)?.[1] ?? '';
  return path.split('/').map(maskPlain).join('/');
}

function maskPlain(text: string): string {
  const found = fittingPatterns(text, 'inside quotes');
  if (!found) return text;
  return text.replace(found, (part: string, ...rest: unknown[]) => {
    const groups = groupsOf(rest);
    return groups.kept === undefined ? `<${nameOf(groups)}>` : part;
  });
}
