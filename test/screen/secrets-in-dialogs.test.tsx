import { describe, expect, test } from 'vitest';
import { InspectorError } from '../../src/model/errors.ts';
import { emptyQuery } from '../../src/model/query/query.ts';
import { createActQuestion, withFound } from '../../src/screen/acts/act-question.ts';
import { createActing, type RunTarget, withOutcomes } from '../../src/screen/acts/acting/acting.ts';
import { completeFilter, createFilterBar, offerValues } from '../../src/screen/filter/read-filter-line.ts';
import { plainTheme } from '../../src/screen/paint/theme.ts';
import type { Action } from '../../src/screen/shell/state.ts';
import { createTargetMenu } from '../../src/screen/targets/target-menu.ts';
import { leakedSecrets } from '../model/text/made-up-secrets.ts';
import { oneIn } from '../trials.ts';
import { earlyFrame } from './checked-drawing.ts';
import { opened } from './dialog-actions.ts';
import { drawApp } from './draw-app.tsx';
import { askedMany, foundOf, markedOf } from './many-states.ts';
import { listState } from './screen-states.ts';
import { secrets, someForms, someSecrets } from './secret-runs.ts';

const wide = { columns: 400, rows: 70 };
const small = { columns: 70, rows: 20 };

type States = Readonly<Record<string, readonly Action[]>>;

/** Every line beside the rows and the detail that shows a text of a store, by name. */
function linesWith(text: string): States {
  const error = new InspectorError('unreachable', text, { hint: text });
  const view = { id: 'mine', label: text, filter: text };
  const target = { name: text, kind: 'http', location: text, reason: text };
  const offered = (line: string) => offerValues(createFilterBar(line), [text, text]);
  return {
    'a notice': [{ type: 'noticed', text, tone: 'info' }],
    'an outage': [{ type: 'load-failed', error, retryAt: 0 }],
    'a target that is missing': [
      { type: 'page-loaded', kind: 'first', page: { runs: [], missing: [{ target: text, error }] } },
    ],
    'a note of the store': [{ type: 'page-loaded', kind: 'first', page: { runs: [], notes: [text] } }],
    'the name and the place of a target': [
      { type: 'target-changed', target, can: listState(wide).store.can },
    ],
    'a view': [{ type: 'criteria-changed', criteria: { view, filterText: '' } }],
    'an empty list of a filter': [
      { type: 'criteria-changed', criteria: { view, filterText: text } },
      { type: 'page-loaded', kind: 'first', page: { runs: [] } },
    ],
    'the values that a filter may have': [opened(offered('workflow:'))],
    'a filter that was completed': [opened(completeFilter(offered('workflow:')))],
  };
}

/** For each place other forms, of which CI tries all. */

describe.each(Object.keys(linesWith('')).entries().toArray())('%i: %s', (place, name) => {
  test.each(someForms(place, 12))('shows no secret $name', form => {
    for (const secret of someSecrets(form, oneIn(4, 12))) {
      for (const size of [wide, small]) {
        const state = listState(size, ...(linesWith(form.write(secret))[name] ?? []));
        const frame = earlyFrame(state, plainTheme).join('\n');
        expect(leakedSecrets(frame, [secret]), `at ${size.columns}`).toEqual([]);
      }
    }
  });

  test('shows what is no secret', () => {
    const state = listState(wide, ...(linesWith('unsuspicious')[name] ?? []));
    expect(earlyFrame(state, plainTheme).join('\n')).toContain('unsuspicious');
  });
});

/** Every dialog that shows texts of a store, by name. */
function dialogsWith(texts: readonly string[]): States {
  const runs = texts.map((text, index): RunTarget => {
    return { address: `${index}/${text}`, id: text, name: text, status: text, target: text };
  });
  const items = texts.map((text, index) => ({ id: `${index}`, label: text, hint: text }));
  const outcomes = runs.map(({ id }, index) => [index, { type: 'refused', text: id }] as const);
  const found = foundOf(
    runs.map(run => ({ ...run, kind: 'workflow' as const, statusKey: 'running' as const })),
  );
  const [of = '', target = of] = texts;
  const source = { type: 'matching', label: 'view', query: emptyQuery, of } as const;
  const marked = { type: 'chosen', runs: found, leftOut: 0 } as const;
  const many = { act: 'cancel', target } as const;
  return {
    'a question before a cancel': found.runs
      .slice(0, 1)
      .map(run => opened(askedMany('cancel', markedOf([run])))),
    'a question before several cancels': [opened(createActQuestion({ ...many, source: marked }))],
    'a question before all that match are canceled': [
      opened(withFound(createActQuestion({ ...many, source }), found)),
    ],
    'the outcomes of cancels': [opened(withOutcomes(createActing({ act: 'cancel', runs }), outcomes))],
    'a menu': [opened(createTargetMenu(items))],
  };
}

describe.each(Object.keys(dialogsWith([])).entries().toArray())('%i: %s', (place, name) => {
  test.each(someForms(place, 12))('shows no secret $name', ({ write }) => {
    const actions = dialogsWith(secrets.map(write))[name] ?? [];
    const frame = drawApp(listState(wide, ...actions), plainTheme).join('\n');
    expect(leakedSecrets(frame, secrets)).toEqual([]);
  });

  test('shows what is no secret', () => {
    const actions = dialogsWith(['unsuspicious', 'unsuspicious'])[name] ?? [];
    expect(drawApp(listState(wide, ...actions), plainTheme).join('\n')).toContain('unsuspicious');
  });
});
