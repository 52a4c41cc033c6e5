import { expect, it } from 'vitest';
import { formatQuery } from '../../../src/model/query/format.ts';
import { causeQuery, maskShared } from '../../../src/model/share/explanation-json.ts';
import type { SharedCause, SharedFindings } from '../../../src/model/share/find-shared.ts';
import { fieldValueText, sharedLines } from '../../../src/model/share/shared-text.ts';
import type { Relation, SharedField } from '../../../src/model/share/shared-value.ts';
import type { ValueSet } from '../../../src/model/share/value-sets.ts';

const split = { failed: 14, failedTotal: 15, others: 3, othersTotal: 980 };
const there = { failed: 15, others: 980, isMoreFailed: false, isMoreOthers: false };

function input(...path: readonly string[]): SharedField {
  return { name: `input.${path.join('.')}`, isOptional: true, filter: { path } };
}

function setOf(field: SharedField, text?: string, isAbsent = false): ValueSet {
  return { values: [{ field, text }], isAbsent, split, g: 1 };
}

function findings(...causes: readonly SharedCause[]): SharedFindings {
  return { causes, ranked: [], failed: 15, others: 980, candidates: 212, leftOut: [] };
}

const plan = setOf(input('plan'), 'scale');

it('says in counts what failing runs share', () => {
  expect(sharedLines(findings({ sets: [plan], split }), there)).toEqual([
    '14 of 15 failed have input.plan=scale, 3 of 980 others',
  ]);
});

it('says that they share no cause', () => {
  expect(sharedLines(findings(), there)).toEqual([
    'no shared cause (15 failed, 980 others up to the last failure, 212 values compared)',
  ]);
});

it('says how far back others go that are older than usual, and that nothing is compared without others', () => {
  expect(sharedLines(findings(), { ...there, othersSpanMs: 24_060_000 })).toEqual([
    'no shared cause (15 failed, 980 others in the 6h 41m up to the last failure, 212 values compared)',
  ]);
  expect(sharedLines(findings(), { ...there, to: 0 })).toEqual([
    'no shared cause (15 failed, 980 others up to the last failure, 212 values compared)',
  ]);
  expect(sharedLines({ ...findings(), others: 0, candidates: 0 }, { ...there, others: 0 })).toEqual([
    'no shared cause (15 failed, 0 others up to the last failure, so nothing compared)',
  ]);
});

it('names the best candidate where they share no cause, as what may be chance', () => {
  const weak = { ...plan, split: { failed: 5, failedTotal: 15, others: 100, othersTotal: 980 } };
  expect(sharedLines({ ...findings(), ranked: [weak] }, there)).toEqual([
    'no shared cause (15 failed, 980 others up to the last failure, 212 values compared)',
    'best candidate, may be chance: 5 of 15 failed have input.plan=scale, 100 of 980 others; explains 4 of 15',
  ]);
});

it('names no candidate that explains little, and says how little', () => {
  const least = { ...plan, split: { failed: 3, failedTotal: 15, others: 140, othersTotal: 980 } };
  expect(sharedLines({ ...findings(), ranked: [least] }, there)[1]).toBe(
    'no value explains more than 1 of 15 failed runs',
  );
});

it('says of a cause that explains less than half how much that is', () => {
  const some = { failed: 4, failedTotal: 30, others: 0, othersTotal: 980 };
  expect(
    sharedLines({ ...findings({ sets: [plan], split: some }), failed: 30 }, { ...there, failed: 30 }),
  ).toEqual(['4 of 30 failed have input.plan=scale, 0 of 980 others; explains 4 of 30']);
});

it('writes numbers, beginnings and what is not null as the filter does', () => {
  const texts = (['>', '<=', '*', 'not'] as const).map(is =>
    fieldValueText({ field: input('amount'), text: is === 'not' ? 'null' : '480', is }, false),
  );
  expect(texts).toEqual([
    'input.amount > 480',
    'input.amount <= 480',
    'input.amount=480*',
    'input.amount is not null',
  ]);
});

it('says of a second cause that it is among the others', () => {
  const second = { sets: [setOf(input('email'), undefined, true)], split };
  expect(sharedLines(findings({ sets: [plan], split }, second), there)[1]).toBe(
    'of the other 15 failed, 14 have no input.email, 3 of 980 others',
  );
});

it('says that only some runs were compared', () => {
  const [line] = sharedLines(findings({ sets: [plan], split }), { ...there, others: 48_700 });
  expect(line).toBe('14 of 15 failed have input.plan=scale, 3 of 980 others (a sample of 48,700)');
});

it('gives the filter for the runs of a cause', () => {
  const filterOf = (...sets: readonly ValueSet[]) => {
    const query = causeQuery(sets);
    return query && formatQuery(query);
  };
  expect(filterOf(plan, setOf({ name: 'actor', filter: { field: 'actor' } }, 'ada, lovelace'))).toBe(
    'input.plan:scale actor:"ada, lovelace"',
  );
  const related = (text: string, is: Relation) =>
    filterOf({ ...plan, values: [{ field: input('sku'), text, is }] });
  expect(related('480', '>')).toBe('input.sku:>480');
  expect(related('480.5', '<=')).toBe('input.sku:<=480.5');
  expect(related('EU-', '*')).toBe('input.sku:EU-*');
  expect(related('null', 'not')).toBe('input.sku:* -input.sku:null');
  expect(filterOf(setOf(input('email'), undefined, true))).toBe('-input.email:*');
  expect(filterOf(plan, setOf({ name: 'hour' }, '14:00–14:59'))).toBeUndefined();
});

it.each([['apiKey'], ['password', 'current'], ['credentials', '*', 'user'], ['"my.secrets"', 'first']])(
  'masks values of secret fields, and gives no filter for them: %s',
  (...path) => {
    const secret = findings({ sets: [setOf(input(...path), 'hunter2')], split });
    const [cause] = maskShared(secret).causes;
    expect(JSON.stringify(maskShared(secret))).not.toContain('hunter2');
    expect(cause && causeQuery(cause.sets)).toBeUndefined();
  },
);

it('masks what the texts of a secret field begin with, and gives no filter for it', () => {
  const values = [{ field: input('apiKey'), text: 'hunter', is: '*' as const }];
  const [cause] = maskShared(findings({ sets: [{ ...plan, values }], split })).causes;
  expect(cause?.sets.map(({ values: [first] }) => first && fieldValueText(first, false))).toEqual([
    expect.not.stringContaining('hunter'),
  ]);
  expect(cause && causeQuery(cause.sets)).toBeUndefined();
});

it('masks no value of a field that is not secret, and keeps its filter', () => {
  const { causes } = maskShared(findings({ sets: [setOf(input('plan', 'name'), 'scale')], split }));
  expect(causes[0]?.sets[0]?.values).toEqual([{ field: input('plan', 'name'), text: 'scale' }]);
});
