import { maskText } from '../text/redact.ts';
import type { FailureGroup } from './failure-groups.ts';
import { markNaming } from './failure-template.ts';
import { markOf, namedMark, signatureOf } from './failure-text.ts';
import { decisiveOf, failureSignature, pieceFacts } from './signature.ts';
import { factsOfRow } from './summarize-failure.ts';

/**
 * What makes failures one group: `SQLSTATE 23505 · constraint orders_pkey`, `the same words · "EUR"`;
 * `undefined` where the row of its last failure cannot tell, as with a fingerprint.
 */
export function becauseOf({
  id,
  example,
  workflows,
}: Pick<FailureGroup, 'id' | 'example' | 'workflows'>): string | undefined {
  const facts = factsOfRow(example);
  const place = example.step ?? workflows[0]?.name ?? '';
  const { id: signature, marks } = failureSignature({ facts, place });
  if (signature !== signatureOf(id)) return undefined;
  const decisive = decisiveOf(facts);
  const pieces = decisive ? [] : markNaming(pieceFacts(facts), id);
  const values = pieces.filter(({ isNaming }) => isNaming).map(({ text }) => text);
  const count = pieces.flatMap(({ values }) => values).length;
  const labels = decisive?.kind === 'status' ? ['code'] : ['status', 'code', 'path or class'];
  const named = labels.flatMap((label, at) => {
    const mark = namedMark(id, count, at);
    if (mark === undefined) return [];
    const text = marks[at];
    return text && markOf(text) === mark ? [`${label} ${text}`] : [label];
  });
  const rule = decisive ? ruleText(decisive.kind, decisive.text) : 'the same words';
  return maskText([rule, ...values, ...named].join(' · '));
}

const sqlState = /^[\dA-Z]{5}$/u;
const hasDigit = /\d/u;

function ruleText(kind: 'constraint' | 'code' | 'status', text: string): string {
  if (kind === 'status') return `HTTP ${text}`;
  const [code = '', ...names] = kind === 'code' ? [text] : splitConstraint(text);
  const named = sqlState.test(code) && hasDigit.test(code) ? `SQLSTATE ${code}` : code;
  const what = code === '23502' ? 'column' : 'constraint';
  const object =
    names.length === 0 ? [] : [sqlState.test(code) ? `${what} ${names.join(' ')}` : names.join(' ')];
  return [named, ...object].filter(Boolean).join(' · ');
}

/** Splits `23505 orders_pkey` and `SQL Server 208 dbo.Ledger` into code and name. */
function splitConstraint(text: string): readonly string[] {
  const [, code = '', name = ''] = /^(SQL Server \d+|\S+) ?(.*)$/u.exec(text) ?? [];
  return [code, name].filter(Boolean);
}
