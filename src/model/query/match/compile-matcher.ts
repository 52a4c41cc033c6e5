import { durationMs, type RunSummary } from '../../run.ts';
import { fieldOfFilter } from '../../run-fields.ts';
import { isActive } from '../../status.ts';
import { runSlowness } from '../../usual/usual.ts';
import { clauseNeedsPayloads } from '../clauses.ts';
import { compilePattern } from '../pattern.ts';
import { leafText, leavesAt } from '../payload-paths.ts';
import type {
  Clause,
  NumberField,
  NumberTest,
  PathTest,
  PayloadRoot,
  Query,
  StatusValue,
  TimeTest,
} from '../query.ts';
import { resolveTime } from '../resolve-time.ts';
import { foldCase } from '../search-words.ts';
import { compileText, compileWord } from './match-text.ts';
import { type Matchable, type Payloads, type Subject, type Test, toSubject } from './subject.ts';

type Matcher = (run: Matchable) => boolean;

/**
 * Which runs a query matches, in every store; see `docs/reference/filter.md`. Summaries need `usual` if
 * `asksForUsual(query)`, and `settled` if `asksForSettled(query)`.
 */
export function compileMatcher(query: Query, context: { readonly now: number }): Matcher {
  const cheapFirst = [...query.clauses].sort(
    (a, b) => Number(clauseNeedsPayloads(a)) - Number(clauseNeedsPayloads(b)),
  );
  const tests = cheapFirst.map(clause => {
    const test = compileClause(clause, context.now);
    return clause.negated ? (subject: Subject) => !test(subject) : test;
  });
  return run => {
    const subject = toSubject(run);
    return tests.every(test => test(subject));
  };
}

/** Reads the payloads only where the summary does not decide; without them, nothing matches. */
export async function matchReading(
  matches: Matcher,
  summary: RunSummary,
  readPayloads: () => Promise<Payloads | undefined>,
): Promise<boolean> {
  let isUndecided = false;
  const payloads = () => {
    isUndecided = true;
    return {};
  };
  const isMatch = matches({ summary, payloads });
  if (!isUndecided) return isMatch;
  const read = await readPayloads();
  return read !== undefined && matches({ summary, payloads: () => read });
}

export function compileClause(clause: Clause, now: number): Test {
  switch (clause.type) {
    case 'word':
      return compileWord(clause.text);
    case 'status':
      return anyOf(clause.values.map(compileStatus));
    case 'kind':
      return ({ summary }) => clause.values.includes(summary.kind);
    case 'settled':
      return ({ summary: { status, settled } }) =>
        status === 'failed' && clause.values.includes(settled ? 'yes' : 'no');
    case 'text':
      return compileText(clause.field, clause.values);
    case 'number':
      return onNumber(numberOf(clause.field, now), clause.tests.map(compileNumberTest));
    case 'time':
      return onNumber(
        ({ startedAt, createdAt }) => (clause.field === 'started' ? startedAt : createdAt),
        clause.tests.map(test => compileTime(test, now)),
      );
    case 'path':
      return compilePath(clause.root, clause.path, clause.tests);
  }
}

function anyOf(tests: readonly Test[]): Test {
  return subject => tests.some(test => test(subject));
}

function compileStatus(value: StatusValue): Test {
  if (value.status === 'active') return ({ summary }) => isActive(summary);
  if (value.raw === undefined) return ({ summary }) => summary.status === value.status;
  const raw = foldCase(value.raw);
  return ({ summary }) => summary.statusRaw !== undefined && foldCase(summary.statusRaw) === raw;
}

type ReadNumber = (summary: RunSummary) => number | undefined;

/** An absent number matches nothing. */
function onNumber(read: ReadNumber, tests: readonly ((value: number) => boolean)[]): Test {
  return ({ summary }) => {
    const value = read(summary);
    return value !== undefined && tests.some(test => test(value));
  };
}

function compileNumberTest(test: NumberTest): (value: number) => boolean {
  switch (test.op) {
    case '>':
      return value => value > test.value;
    case '>=':
      return value => value >= test.value;
    case '<':
      return value => value < test.value;
    case '<=':
      return value => value <= test.value;
    case '=':
      return value => value === test.value;
    case '..':
      return value => value >= test.from && value <= test.to;
  }
}

function numberOf(field: NumberField, now: number): ReadNumber {
  switch (field) {
    case 'duration':
      return summary => durationMs(summary, now);
    case 'slow':
      return summary => runSlowness(summary, now);
    default: {
      const name = fieldOfFilter[field];
      return summary => summary[name];
    }
  }
}

function compileTime(test: TimeTest, now: number): (at: number) => boolean {
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = resolveTime(test, now);
  return at => at >= from && at < to;
}

function compilePath(root: PayloadRoot, path: readonly string[], pathTests: readonly PathTest[]): Test {
  const tests = pathTests.map(compilePathTest);
  return subject => {
    const leaves = leavesAt(subject.payloads()[root], path);
    return leaves.some(leaf => tests.some(test => test(leaf)));
  };
}

function compilePathTest(test: PathTest): (leaf: unknown) => boolean {
  if (test.type === 'number') {
    const fits = compileNumberTest(test.test);
    return leaf => typeof leaf === 'number' && fits(leaf);
  }
  const fits = compilePattern(test.pattern);
  return leaf => {
    const text = leafText(leaf);
    return text !== undefined && fits(text);
  };
}
