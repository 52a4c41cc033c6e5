import { describe, expect, test } from 'vitest';
import { withOffers } from '../../../src/screen/acts/act-question.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import type { Action } from '../../../src/screen/shell/state.ts';
import { opened } from '../dialog-actions.ts';
import { drawApp } from '../draw-app.tsx';
import { askedMany, cancelTarget, markedOf } from '../many-states.ts';
import { dialogStates } from '../named-states.ts';
import { listState } from '../screen-states.ts';

process.env.TZ = 'UTC';

const wide = { columns: 200, rows: 50 };

const draw = (name: string, ...after: readonly Action[]) =>
  drawApp(listState(wide, ...(dialogStates[name] ?? []), ...after), plainTheme).map(line => line.trimEnd());

describe('the question before a run is started again', () => {
  test.each(['run-again', 'run-again-not-offered', 'run-again-several', 'input-fault'])(
    'is whole in a large window: %s',
    async name => {
      const lines = draw(name);
      expect(lines.length).toBe(wide.rows);
      await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`../../golden/dialogs/${name}-200.txt`);
    },
  );

  test('offers no answer while no program offers the workflow', () => {
    const text = draw('run-again-not-offered').join('\n');
    expect(text).toContain('you can say yes once one does');
    expect(text).not.toContain('Yes, run again');
  });

  test('says of a server that its start hook may start what no program offers', () => {
    const offers = [{ names: [], others: 'a program behind the server (serve --start-url)' }];
    const asked = askedMany('retry', markedOf([cancelTarget]), question => withOffers(question, offers));
    const text = draw('table', opened(asked)).join('\n');
    expect(text).toContain('serve --start-url');
    expect(text).toContain('Yes, run again');
  });

  test('says of a run of several targets that its own one starts nothing', () => {
    const offers = [{ names: ['signup-pipeline'] }, { target: 'traces', names: [], refusal: 'it cannot' }];
    const source = markedOf([{ ...cancelTarget, address: 'traces/a', target: 'traces' }]);
    const asked = askedMany('retry', source, question => withOffers(question, offers));
    const text = draw('table', opened(asked)).join('\n');
    expect(text).toContain('it will be refused: it cannot');
  });

  test('points at the fault of a line that holds a secret, whose texts are hidden', () => {
    const lines = draw('input-fault-masked');
    const at = lines.findIndex(line => line.includes('"token": "••••••••••'));
    expect(lines[at + 1]?.indexOf('^')).toBe((lines[at]?.indexOf('" "') ?? 0) + 2);
    expect(lines.join('\n')).not.toMatch(/tok_live|51H/u);
  });

  test('shows no secret of the input', () => {
    expect(draw('run-again').join('\n')).not.toContain('tok_live');
  });
});
