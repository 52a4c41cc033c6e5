import { countOrMore, formatCount } from '../../../model/text/formats.ts';
import { safeLine } from '../../../model/text/safe-text.ts';
import { displayWidth, sliceColumns } from '../../../model/text/width.ts';
import { joinPieces, type Piece, piecesWidth } from '../../paint/pieces.ts';
import type { Theme } from '../../paint/theme.ts';
import { keyOf } from '../../shell/keymap.ts';
import { withoutAddress } from '../../shell/status-message.ts';
import type { DetailState } from '../detail-state.ts';
import { hitWords } from '../find/search-state.ts';
import { focusOf } from '../focus.ts';
import { hiddenSecrets } from '../outline/secrets.ts';
import { activePane } from '../panes.ts';

/** The last line: errors and notices at the left, the cursor's path and place at the right. */
export function footerLine(detail: DetailState, width: number, theme: Theme, isErrorShown = false): string {
  const left = errorPieces(detail, width, theme, isErrorShown) ?? noticePieces(detail, theme);
  const { cursor, root } = activePane(detail);
  const place = root.rows > 0 ? `${formatCount(cursor + 1)}/${formatCount(root.rows)}` : '';
  const path = focusOf(detail)?.path ?? '';
  const room = width - 1 - piecesWidth(left) - place.length - 4;
  const shownPath = displayWidth(path) <= room ? path : endOf(path, Math.max(0, room));
  const right: readonly Piece[] = [
    { text: shownPath },
    { text: shownPath === '' || place === '' ? '' : '  ' },
    { text: place, paint: theme.dim },
  ];
  const gap = width - 1 - piecesWidth(left) - piecesWidth(right);
  return joinPieces(gap < 1 ? left : [...left, { text: ' '.repeat(gap) }, ...right], width);
}

/** The end of a path, which is its most specific part. */
function endOf(path: string, columns: number): string {
  if (columns < 6) return '';
  const all = displayWidth(path);
  return `…${sliceColumns(path, all - columns + 1, all)}`;
}

/** `/text: 3 of 17`. */
function searchWords({ search }: DetailState): string {
  if (!search || search.text === '') return '';
  const text = safeLine(search.text, { maxLength: 30 });
  return `/${text}: ${hitWords(search)}`;
}

function errorPieces(
  { error, run }: DetailState,
  width: number,
  theme: Theme,
  isErrorShown: boolean,
): readonly Piece[] | undefined {
  if (!error) return undefined;
  if (isErrorShown) return run ? undefined : [];
  const hint = error.hint === undefined ? '' : ` · ${error.hint}`;
  const whole = ` ✖ ${safeLine(error.message + hint, { maxLength: 500 })}`;
  const short = ` ✖ ${safeLine(withoutAddress(error.message) + hint, { maxLength: 500 })}`;
  return [{ text: displayWidth(whole) < width ? whole : short, paint: theme.error }];
}

function noticePieces(detail: DetailState, theme: Theme): readonly Piece[] {
  const { run } = detail;
  if (!run) return [{ text: ' reading…', paint: theme.dim }];
  const { isAtLeast, count } = hiddenSecrets(detail);
  const words = [
    searchWords(detail),
    activePane(detail).isUnfoldedInPart ? 'unfolded in part: there is too much' : '',
    count > 0 ? `${countOrMore(count, isAtLeast, 'secret')} hidden · ${keyOf('reveal')} reveal` : '',
    detail.look.reveal ? `secrets shown · ${keyOf('reveal')} mask` : '',
  ].filter(word => word !== '');
  return [{ text: words.length > 0 ? ` ${words.join(' · ')}` : '', paint: theme.warning }];
}
