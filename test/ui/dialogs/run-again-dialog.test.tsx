import { describe, expect, test } from 'vitest';
import { plainTheme } from '../../../src/ui/theme.ts';
import { againStates } from '../again-states.ts';
import { drawApp } from '../draw-app.tsx';
import { listState, toServer } from '../screen-states.ts';

process.env.TZ = 'UTC';

const wide = { columns: 200, rows: 50 };

const draw = (name: string, ...before: Parameters<typeof listState>[1][]) =>
  drawApp(listState(wide, ...before, ...(againStates[name] ?? [])), plainTheme).map(line => line.trimEnd());

describe('the question before a run is started again', () => {
  test.each(['run-again', 'run-again-not-offered', 'run-again-several', 'input-fault'])(
    'is whole in a large window: %s',
    async name => {
      const lines = draw(name);
      expect(lines.length).toBe(wide.rows);
      await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`../../golden/dialogs/${name}-200.txt`);
    },
  );

  test('says of a server that its start hook may start what no program offers', () => {
    expect(draw('run-again-not-offered', toServer).join('\n')).toContain('serve --start-url');
    expect(draw('run-again-not-offered').join('\n')).toContain('a start is refused');
  });

  test('shows no secret of the input', () => {
    expect(draw('run-again').join('\n')).not.toContain('tok_live');
  });
});
