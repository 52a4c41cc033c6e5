import type { HeadlessTerminal, ScreenCell } from '../pty/headless.ts';
import { drawPicture, drawRows, pictureSize } from '../pty/screen-svg.ts';
import { mixColors, type SvgTheme } from '../pty/svg-theme.ts';

/** A screen that is shown for a time. */
export type Moment = {
  readonly cells: readonly (readonly ScreenCell[])[];
  readonly seconds: number;
  /** The key that led here, and what it does; absent for the first. */
  readonly key?: readonly [name: string, text: string];
};

type Window = {
  readonly terminal: Pick<HeadlessTerminal, 'cols' | 'rows'>;
  readonly theme: SvgTheme;
  readonly title: string;
};

/**
 * One picture that shows the moments after each other, again and again, by CSS alone. What several moments
 * share is drawn once. Who wants no motion, and what draws no animation, gets the last moment.
 */
export function momentsToSvg(moments: readonly Moment[], { terminal, theme, title }: Window): string {
  const { width, height } = pictureSize(terminal);
  const shown = new Map<string, number[]>();
  for (const [at, moment] of moments.entries()) {
    for (const shape of [...drawRows(moment.cells, theme), drawKey(moment, width, theme)]) {
      if (shape !== '') shown.set(shape, [...(shown.get(shape) ?? []), at]);
    }
  }
  const last = moments.length - 1;
  const groups = [...Map.groupBy(shown, ([, at]) => at.join('-'))].map(([name, shapes]) => {
    const at = shapes[0]?.[1] ?? [];
    const drawn = shapes.map(([shape]) => shape).join('\n');
    if (at.length === moments.length) return { style: '', shapes: drawn };
    const hidden = at.includes(last) ? '' : ' visibility="hidden"';
    return { style: animate(name, at, moments), shapes: `<g class="m${name}"${hidden}>\n${drawn}\n</g>` };
  });
  const style = [
    ...groups.map(group => group.style).filter(rule => rule !== ''),
    '@media (prefers-reduced-motion:reduce){g{animation:none!important}}',
  ].join('\n');
  return drawPicture(
    { width, height },
    [`<style>\n${style}\n</style>`, ...groups.map(({ shapes }) => shapes)],
    { theme, title },
  );
}

/** Visible at these moments, hidden at the others. */
function animate(name: string, at: readonly number[], moments: readonly Moment[]): string {
  const total = moments.reduce((sum, { seconds }) => sum + seconds, 0);
  let before = 0;
  const frames = moments.map(({ seconds }, index) => {
    const percent = Math.round((before / total) * 10_000) / 100;
    before += seconds;
    return `${percent}%{visibility:${at.includes(index) ? 'visible' : 'hidden'}}`;
  });
  const rule = `.m${name}{animation:m${name} ${total}s step-end infinite}`;
  return `${rule}@keyframes m${name}{${frames.join('')}}`;
}

/** In the title of the window, apart from the screen. */
function drawKey({ key }: Moment, width: number, theme: SvgTheme): string {
  if (!key) return '';
  const [name, text] = key;
  const ink = mixColors(theme.foreground, theme.frame, 0.15);
  const right = width - 16;
  const cap = right - text.length * 7.6 - 34;
  return [
    `<rect x="${cap}" y="4" width="24" height="20" rx="4" fill="${theme.background}" stroke="${ink}"/>`,
    `<text x="${cap + 12}" y="18.5" text-anchor="middle" font-size="13" font-weight="bold" fill="${theme.foreground}">${name}</text>`,
    `<text x="${right}" y="18.5" text-anchor="end" font-size="12.5" fill="${ink}">${text}</text>`,
  ].join('\n');
}
