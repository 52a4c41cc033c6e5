import { isObject, isRecord } from '../is-record.ts';
import { textOrNumber } from './error-parts.ts';

type Issues = { readonly message: string; readonly code?: string };
type Issue = { readonly place: string; readonly words: string; readonly code?: string };

const mostIssues = 50;
const deepestField = 6;

/** A list whose every member says where in the data something is wrong. */
export function issuesOfList(list: readonly unknown[]): Issues | undefined {
  const issues = list.slice(0, mostIssues).filter(isRecord).map(toIssue);
  const areIssues = issues.every(
    ({ place, words, code }) => place !== '' && (words !== '' || code !== undefined),
  );
  return issues.length > 0 && areIssues ? joinIssues(issues) : undefined;
}

/** Fields with what is wrong with each: `{"email": ["has already been taken"]}`. */
export function issuesOfFields(fields: Record<string, unknown>): Issues | undefined {
  const issues = leavesOf(fields, []);
  return issues && issues.length > 0 ? joinIssues(issues) : undefined;
}

/** Fields with one sentence each: `{"email": "has already been taken"}`. */
export function issuesOfSentences(fields: Record<string, unknown>): Issues | undefined {
  const issues = Object.entries(fields)
    .slice(0, mostIssues)
    .map(([key, words]) => ({ place: fieldPlace([key]), words: textOrNumber(words) ?? '' }));
  return issues.length > 0 && issues.every(({ words }) => words.includes(' '))
    ? joinIssues(issues)
    : undefined;
}

/** Keys under which frameworks report what is wrong with the record as a whole. */
const wholeRecord = /^(?:base|non_field_errors|nonFieldErrors|__all__|_schema|_error|_)$/u;

function fieldPlace(path: readonly string[]): string {
  return fieldPathText(path.filter(key => !wholeRecord.test(key)));
}

/** `undefined` where a member is neither a list of texts, nor an issue, nor a record or list of such. */
function leavesOf(value: unknown, path: readonly string[]): readonly Issue[] | undefined {
  if (path.length > deepestField) return undefined;
  if (Array.isArray(value) && value.length > 0 && value.every(one => typeof one === 'string'))
    return path.length === 0 ? undefined : value.map(words => ({ place: fieldPlace(path), words }));
  if (!isObject(value)) return undefined;
  const words = isRecord(value) && path.length > 0 ? wordsOf(value) : '';
  if (isRecord(value) && words !== '')
    return [{ place: fieldPlace(path), words, code: textOrNumber(value.code) }];
  const leaves: Issue[] = [];
  for (const [key, inner] of Object.entries(value).slice(0, mostIssues)) {
    const told = leavesOf(inner, [...path, key]);
    if (!told) return undefined;
    leaves.push(...told);
  }
  return leaves;
}

function joinIssues(issues: readonly Issue[]): Issues {
  const told = issues.map(({ place, words }) => `${place} ${words}`.trim());
  const codes = issues.map(({ code = '' }) => code);
  return {
    message: [...new Set(told)].sort().join('; '),
    code: [...new Set(codes)].sort().join(',') || undefined,
  };
}

function toIssue(issue: Record<string, unknown>): Issue {
  const { code, keyword, type, issue: kind } = issue;
  const words = wordsOf(issue);
  return {
    place: placeOf(issue),
    words: words || (textOrNumber(kind) ?? textOrNumber(code) ?? ''),
    code: textOrNumber(code) ?? textOrNumber(keyword) ?? textOrNumber(kind) ?? textOrNumber(type),
  };
}

const places = 'path loc field propertyPath instancePath dataPath property param pointer'.split(' ');

function placeOf(issue: Record<string, unknown>): string {
  const { source, name, reason } = issue;
  const [found] = places.map(key => fieldPathText(issue[key])).filter(text => text !== '');
  const pointer = isRecord(source) ? fieldPathText(source.pointer ?? source.parameter) : '';
  return found ?? (pointer || (reason === undefined ? '' : fieldPathText(name)));
}

function wordsOf({
  message,
  msg,
  description,
  detail,
  reason,
  error,
  constraints,
  property,
}: Record<string, unknown>): string {
  const [told] = [message, msg, description, detail, reason, error].map(textsOf).filter(Boolean);
  const broken = isRecord(constraints) ? Object.keys(constraints).sort().join(',') : '';
  return told ?? (broken === '' ? '' : [textOrNumber(property), broken].filter(Boolean).join(' '));
}

/** A path as text, with `*` for indexes; empty for what is no path. */
export function fieldPathText(path: unknown): string {
  if (typeof path === 'string') return path.replace(/(?<=^|[.[/])\d+(?=[\].[/]|$)/gu, '*');
  if (!Array.isArray(path)) return '';
  return path
    .map(part => (isRecord(part) ? part.key : part))
    .map(part => (typeof part === 'number' || /^\d+$/u.test(String(part)) ? '*' : String(part)))
    .join('.');
}

export function textsOf(value: unknown): string | undefined {
  if (!Array.isArray(value)) return textOrNumber(value);
  const texts = value.filter(one => typeof one === 'string');
  if (texts.length === 0 || texts.length < value.length) return undefined;
  return [...new Set(texts.map(placeInText))].sort().join('; ');
}

/** `items.0.qty must be a number` with `*` for the index. */
function placeInText(text: string): string {
  return text.replace(/^[\w[\].-]+(?= )/u, fieldPathText);
}
