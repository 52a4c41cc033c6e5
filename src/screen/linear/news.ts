import { capitalize } from '../../model/text/formats.ts';
import { placeNames } from '../dialogs/press-key.ts';
import { noOverlay, type ScreenName, type State } from '../shell/state.ts';
import { statusMessages } from '../shell/status-lines.ts';
import { newsText } from '../table/place-text.ts';
import { dialogReading, keysOfDialog, typedLine } from './dialog-reading.ts';
import { readingOf } from './reading.ts';
import { type Reading, type Said, sentence, spoken } from './spoken.ts';

type Told = {
  /** Ages that have only grown since then are not said again. */
  readonly now: number;
  readonly screen?: ScreenName;
  /** The keys of the heads that were said on each screen. */
  readonly heads: ReadonlyMap<ScreenName, readonly string[]>;
  readonly row?: Said & { readonly index: number };
  readonly opened: State['opened'];
  readonly dialog: readonly string[];
  readonly at?: string;
  readonly notice?: State['notice'];
  readonly guide?: string;
  readonly messages: readonly string[];
  readonly hasNewRuns: boolean;
};

export const nothingTold: Told = {
  now: 0,
  heads: new Map(),
  opened: noOverlay,
  dialog: [],
  messages: [],
  hasNewRuns: false,
};

/** A key is always answered; an event is said only where it changed something. */
export type Cause = {
  readonly isKey: boolean;
  /** Whether the key moves; where it cannot, the row is said again. */
  readonly isMove?: boolean;
  /** Whether all rows up to the cursor are said. */
  readonly isPage?: boolean;
  /** Whether a text is being typed, so that only messages are said. */
  readonly isEdit?: boolean;
};

type News = { readonly lines: readonly string[]; readonly told: Told };

/** Whether to wait before saying: until the screen was read, or a moment for further facts. */
export function awaitedIn(state: State, told: Told): 'until-read' | 'a-moment' | undefined {
  if (state.overlay.type !== 'none') return dialogReading(state).isComing ? 'until-read' : undefined;
  if (state.store.link.type !== 'live') return undefined;
  const reading = readingOf(state);
  if (reading.isComing) return 'until-read';
  return reading.isIncomplete && newHeads(reading, told, state.screen).length > 0 ? 'a-moment' : undefined;
}

export function newsOf(state: State, told: Told, cause: Cause): News {
  const messages = newMessages(state, told);
  if (cause.isEdit) return messages;
  const rest =
    state.overlay.type === 'none'
      ? placeNews(state, messages.told, cause)
      : dialogNews(state, messages.told, cause);
  const { opened, guide } = state;
  const guided = guide === undefined || guide === told.guide ? [] : [sentence(spoken(guide))];
  return { lines: [...messages.lines, ...rest.lines, ...guided], told: { ...rest.told, opened, guide } };
}

function newMessages(state: State, told: Told): News {
  const { notice, tasks } = state;
  const isOfStore = tasks.length === 0 && notice === undefined;
  const texts = isOfStore ? statusMessages(state).map(({ text }) => text) : tasks.map(({ kind }) => kind);
  const said = isOfStore ? texts : tasks.map(({ text }) => text);
  const fresh = said.filter((_, at) => !told.messages.includes(texts[at] ?? ''));
  const own = notice && notice !== told.notice ? [notice.text] : [];
  return {
    lines: [...own, ...fresh].map(text => sentence(spoken(text))),
    told: { ...told, notice, messages: texts },
  };
}

function dialogNews(state: State, told: Told, { isKey, isMove }: Cause): News {
  const { lines, at } = dialogReading(state);
  const isOther = state.opened !== told.opened;
  // Any key but a character asks for the lines below the typed one.
  if (state.overlay.type === 'filter') return { lines: isKey && !isOther ? lines : [], told };
  const isTyped = typedLine(state) !== undefined;
  const isChoice = isTyped && at !== undefined;
  const before = new Set(isOther ? [] : told.dialog);
  const fresh = (isChoice ? lines.slice(0, 1) : lines).filter(line => !before.has(line));
  const isMoved = !isOther && at !== undefined && (at !== told.at || (isKey && isMove === true));
  return {
    lines: [
      ...fresh,
      ...(isMoved && fresh.at(-1) !== at ? [at] : []),
      ...(isOther && !isTyped && lines.length > 0 ? [keysOfDialog(state)] : []),
    ],
    told: { ...told, dialog: lines, at },
  };
}

function placeNews(state: State, told: Told, cause: Cause): News {
  const reading = readingOf(state);
  const { screen, now } = state;
  const heads = newHeads(reading, told, screen);
  const isBack = told.opened.type !== 'none' || screen !== told.screen;
  const row = newRow(state, reading, told, { ...cause, isBack: isBack || (cause.isKey && heads.length > 0) });
  const arrivals = newRuns(state, told);
  const said = reading.rowAt(reading.cursor);
  return {
    lines: [...heads, ...arrivals, ...row],
    told: {
      ...told,
      ...{ screen, hasNewRuns: screen === 'table' ? state.list.newAbove > 0 : told.hasNewRuns },
      heads: new Map([...told.heads, [screen, reading.heads.map(({ key }) => key)]]),
      ...(row.length > 0 || told.row?.key !== said.key
        ? { now, row: { ...said, index: reading.cursor } }
        : {}),
    },
  };
}

/** The changed heads; of a screen that is as it was left, its name. */
function newHeads({ heads }: Reading, told: Told, screen: ScreenName): readonly string[] {
  const before = told.heads.get(screen) ?? [];
  const fresh = heads
    .filter(({ key, text }, at) => key !== before[at] && text !== '')
    .map(({ text }) => text);
  if (screen === told.screen || fresh.length > 0) return fresh;
  return [sentence(capitalize(placeNames[screen]))];
}

function newRow(
  state: State,
  reading: Reading,
  told: Told,
  { isKey, isMove, isPage, isBack }: Cause & { readonly isBack: boolean },
): readonly string[] {
  const { cursor, rowAt, placeOf } = reading;
  const said = (index: number) => sentence(placeOf(index), rowAt(index).text);
  const before = told.row;
  if (isKey && isPage && !isBack && before && cursor > before.index)
    return Array.from({ length: cursor - before.index }, (_, at) => said(before.index + 1 + at));
  const row = rowAt(cursor);
  const isOther = row.key !== before?.key;
  const then = readingOf({ ...state, now: told.now }).rowAt(cursor);
  const isChanged = isOther || (then.gist ?? then.text) !== (before?.gist ?? before?.text);
  if (!isKey && !isBack && !isOther && isChanged && row.grows) return grown(before.text, row.text);
  if (isBack || isChanged) return [said(cursor)].filter(text => text !== '');
  return isKey && isMove ? [sentence('No more rows', said(cursor))] : [];
}

function grown(before: string, after: string): readonly string[] {
  const known = new Set(partsOf(before));
  const fresh = partsOf(after).filter(part => !known.has(part));
  return fresh.length === 0 ? [] : [sentence(fresh.join(', '))];
}

function partsOf(text: string): readonly string[] {
  return text.split(/[,.] |\.$/u);
}

/** New runs above are announced once, until they were looked at. */
function newRuns(state: State, told: Told): readonly string[] {
  if (state.screen !== 'table' || state.list.newAbove === 0 || told.hasNewRuns) return [];
  return [sentence(spoken(newsText(state)))];
}
