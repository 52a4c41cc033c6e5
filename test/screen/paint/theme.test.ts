import { describe, expect, test } from 'vitest';
import { chooseTheme, colorTheme, monochromeTheme } from '../../../src/screen/paint/theme.ts';
import { createHeadless, type ScreenCell, screenCells, writeTo } from '../../pty/headless.ts';
import { darkSvgTheme, indexedColor } from '../../pty/svg-theme.ts';
import { oneIn } from '../../trials.ts';
import { drawApp } from '../draw-app.tsx';
import { dialogStates, screenStates } from '../named-states.ts';
import { listState } from '../screen-states.ts';

type Scheme = { readonly paper: string; readonly ink: string; readonly palette: readonly string[] };

const toPalette = (colors: string) => colors.split(' ').map(color => `#${color}`);

/** The colours from 0 to 15, as xterm and as the PC define them. */
const xterm = toPalette(
  '000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff',
);
const pc = toPalette(
  '000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff',
);

const papers = {
  light: ['#ffffff', '#fdf6e3', '#eeeeee'],
  dark: ['#000000', '#1e1e1e', '#282c34', '#2e3440'],
} as const;

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(at => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The contrast of WCAG 2; 4.5 is readable text. */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function cellContrast(cell: ScreenCell, { paper, ink, palette }: Scheme): number {
  const toColor = (color: ScreenCell['foreground']) =>
    typeof color === 'number' ? indexedColor(color, { ...darkSvgTheme, palette }) : color;
  return contrast(toColor(cell.foreground) ?? ink, toColor(cell.background) ?? paper);
}

const size = { columns: 140, rows: 30 };
const states = Object.values({ ...screenStates, ...dialogStates });

/** The cells with text of every state of the screen. */
async function drawStates(env: Readonly<Record<string, string>>): Promise<ScreenCell[]> {
  const theme = chooseTheme(env);
  const cells: ScreenCell[] = [];
  // A dark terminal tries the states that a light one leaves out; CI tries all on both.
  const first = env.RUNLENS_THEME === 'dark' ? 1 : 0;
  for (const actions of states.filter((_, at) => (at + first) % oneIn(1, 4) === 0)) {
    const terminal = createHeadless(size.columns, size.rows);
    await writeTo(terminal, `\u001B[?7l${drawApp(listState(size, ...actions), theme).join('\r\n')}`);
    cells.push(...screenCells(terminal).flat());
    terminal.dispose();
  }
  return cells.filter(cell => cell.text.trim() !== '');
}

const inks = { light: '#000000', dark: '#e5e5e5' } as const;

const depths = [
  { depth: 256, env: { TERM: 'xterm-256color' }, palettes: [xterm] },
  { depth: 16, env: { TERM: 'xterm' }, palettes: [xterm, pc] },
] as const;

describe.each(['light', 'dark'] as const)('on a %s terminal', background => {
  test.each(depths)(
    'every text of every screen has a contrast of 4.5 ($depth colours)',
    async ({ depth, env, palettes }) => {
      const cells = await drawStates({ ...env, RUNLENS_THEME: background });
      expect(cells.length).toBeGreaterThan(10_000);
      const looks = new Map(cells.map(cell => [`${cell.foreground} on ${cell.background}`, cell]));
      const known = depth === 16 ? papers[background].slice(0, 1) : papers[background];
      const unreadable = known.flatMap(paper =>
        palettes.flatMap(palette =>
          [...looks].flatMap(([look, cell]) => {
            const ink = inks[background];
            const found = cellContrast(cell, { paper, ink, palette });
            return found < 4.5 ? [`${look}, ${paper}: ${found.toFixed(2)}`] : [];
          }),
        ),
      );
      expect(unreadable).toEqual([]);
      expect(looks.size).toBeGreaterThan(depth === 16 ? 3 : 6);
      // How terminals dim a text is their own affair, and many make it unreadable.
      expect(cells.filter(cell => cell.dim)).toEqual([]);
    },
    60_000,
  );
});

describe('the theme', () => {
  const many = { TERM: 'xterm-256color' };

  test.each([
    [{ ...many }, undefined, colorTheme.error('x')],
    [{ ...many, RUNLENS_THEME: 'terminal' }, 'light', colorTheme.error('x')],
    [{ ...many }, 'light', '\u001B[38;5;124mx\u001B[39m'],
    [{ ...many }, 'dark', '\u001B[38;5;210mx\u001B[39m'],
    [{ ...many, RUNLENS_THEME: 'dark' }, 'light', '\u001B[38;5;210mx\u001B[39m'],
    [{ ...many, RUNLENS_THEME: 'auto' }, 'light', '\u001B[38;5;124mx\u001B[39m'],
    [{ ...many, COLORFGBG: '0;15' }, undefined, '\u001B[38;5;124mx\u001B[39m'],
    [{ ...many, COLORFGBG: '15;default;0' }, undefined, '\u001B[38;5;210mx\u001B[39m'],
    [{ ...many, COLORFGBG: '0;15' }, 'dark', '\u001B[38;5;210mx\u001B[39m'],
    [{ ...many, COLORFGBG: 'default;default' }, undefined, colorTheme.error('x')],
    [{ TERM: 'xterm' }, 'light', '\u001B[31mx\u001B[39m'],
    [{ TERM: 'xterm', COLORTERM: 'truecolor' }, 'light', '\u001B[38;5;124mx\u001B[39m'],
    [{ ...many, NO_COLOR: '1', RUNLENS_THEME: 'light' }, 'light', monochromeTheme.error('x')],
    [{ TERM: 'dumb', COLORFGBG: '0;15' }, undefined, monochromeTheme.error('x')],
  ] as const)('of %j, where the terminal answered %s', (env, answered, painted) => {
    expect(chooseTheme(env, answered).error('x')).toBe(painted);
  });

  test('that does not exist is refused', () => {
    expect(() => chooseTheme({ RUNLENS_THEME: 'solarized' })).toThrow('there is no theme "solarized"');
  });

  test('a dim text goes on after a coloured word in it', () => {
    const theme = chooseTheme({ ...many, RUNLENS_THEME: 'light' });
    expect(theme.dim(`a ${theme.error('b')} c`)).toBe(
      '\u001B[38;5;241ma \u001B[38;5;124mb\u001B[39m\u001B[38;5;241m c\u001B[39m',
    );
  });
});
