import { type Command, keyOf, keyPlace, type Place } from '../shell/keymap.ts';
import { isTooSmall } from '../shell/layout.ts';
import { backCommand, leaveCommand, moveCommands, sharedKey } from '../shell/shared-commands.ts';
import type { Perform, SessionContext, State } from '../shell/state.ts';
import { type DetailCommand, type DetailTab, toDetail } from './detail-state.ts';
import { focusedLink, nodeAtCursor } from './focus.ts';
import { leaveDetail, moveToNeighbor, openRunById } from './open-run-by-id.ts';
import { isFoldable } from './outline/outline-children.ts';
import type { SpanNode } from './outline/outline-node.ts';
import { hiddenSecrets } from './outline/payload-size.ts';
import type { PayloadLook } from './rows/flow.ts';

const where = ['detail'] as const;
const withTable = ['table', 'detail'] as const;
const moveWithTable = { where: withTable, group: 'Move' } as const;
const look = { where, group: 'Look' } as const;

export const runCommands: readonly Command[] = [
  ...moveCommands({
    where: 'detail',
    step: (step, by) => toDetail({ type: step === 'line' ? 'move' : step, by }),
    top: toDetail({ type: 'top' }),
    bottom: toDetail({ type: 'bottom' }),
    hasRows: () => true,
  }),
  {
    ...sharedKey('open'),
    where,
    waits: true,
    disabled: nothingToOpenReason,
    hint: { rank: 20, when: opensFurther, label: openLabel },
    run: openFocused,
  },
  backCommand({ where, run: goBack }),
  leaveCommand({ where, run: leave }),
  {
    ...moveWithTable,
    id: 'tab-next',
    keys: ['tab'],
    label: 'next tab',
    help: 'the next tab of the detail',
    disabled: notOpenReason,
    hint: { rank: state => atPlace(state, { detail: 40, waterfall: 75 }) },
    run: toDetail({ type: 'tab', by: 1 }),
  },
  {
    ...moveWithTable,
    id: 'tab-previous',
    keys: ['shift+tab'],
    label: 'previous tab',
    help: 'the previous tab of the detail',
    isRare: true,
    disabled: notOpenReason,
    run: toDetail({ type: 'tab', by: -1 }),
  },
  tabCommand('1', 'overview'),
  tabCommand('2', 'metadata'),
  tabCommand('3', 'trace'),
  { ...sharedKey('previous-run'), where, run: context => openNeighbor(context, -1) },
  { ...sharedKey('next-run'), where, hint: { rank: 85 }, run: context => openNeighbor(context, 1) },
  {
    ...sharedKey('fold'),
    where,
    hint: { rank: state => atPlace(state, { detail: 35 }) },
    idle: 'there is nothing to fold or unfold here',
    run: toDetail({ type: 'toggle' }),
  },
  {
    ...sharedKey('fold-in'),
    where,
    hint: { rank: 36, when: isZoomed, label: () => 'earlier/later' },
    idle: state => (isZoomed(state) ? 'this is the start of the trace' : 'there is nothing to fold here'),
    run: toDetail({ type: 'fold' }),
  },
  {
    ...sharedKey('fold-out'),
    where,
    hint: { rank: 37, when: isZoomed, label: () => 'earlier/later' },
    idle: state => (isZoomed(state) ? 'this is the end of the trace' : 'there is nothing to unfold here'),
    run: toDetail({ type: 'unfold' }),
  },
  {
    ...sharedKey('fold-all'),
    where,
    hint: { rank: state => atPlace(state, { waterfall: 44 }), when: hasSpans },
    idle: 'there is nothing to fold or unfold here',
    run: toDetail({ type: 'toggle-all' }),
  },
  {
    ...look,
    id: 'format',
    keys: ['f'],
    label: 'JSON/YAML',
    help: 'payloads as JSON or as YAML',
    hint: { rank: state => atPlace(state, { detail: 80 }) },
    run: thenSay({ type: 'format' }, ({ format }) => `payloads are shown as ${format.toUpperCase()}`),
  },
  {
    ...look,
    id: 'wrap',
    keys: ['w'],
    label: 'wrap',
    help: 'wrap long lines',
    run: thenSay({ type: 'wrap' }, ({ wrap }) => (wrap ? 'long lines are wrapped' : 'long lines are cut')),
  },
  {
    ...sharedKey('reveal'),
    where: withTable,
    disabled: notOpenReason,
    hint: {
      rank: state => atPlace(state, { detail: 55, waterfall: 80 }),
      when: ({ detail }) => detail !== undefined && (detail.look.reveal || hiddenSecrets(detail).count > 0),
      label: ({ detail }) => (detail?.look.reveal ? 'mask' : undefined),
    },
    run: toDetail({ type: 'reveal' }),
  },
];
function tabCommand(key: string, tab: DetailTab): Command {
  const title = tab[0]?.toUpperCase() + tab.slice(1);
  return {
    id: `tab-${key}`,
    keys: [key],
    where,
    group: 'Understand',
    label: tab,
    help: `tab ${key}, ${title}`,
    idle: `this is the ${tab} already`,
    run: toDetail({ type: 'tab', to: tab }),
  };
}

function atPlace(state: State, ranks: Partial<Record<Place, number>>): number | undefined {
  return ranks[keyPlace(state)];
}

function notOpenReason({ detail }: State): string | undefined {
  return detail ? undefined : `open a run first: ${keyOf('open')}`;
}

function nothingToOpenReason({ detail }: State): string | undefined {
  const node = detail && nodeAtCursor(detail);
  const opens = node && (node.type === 'span' || node.type === 'run-link' || isFoldable(node));
  return opens ? undefined : 'there is nothing to open or unfold here';
}

function opensFurther(state: State): boolean {
  if (keyPlace(state) === 'waterfall') return spanAtCursor(state) !== undefined;
  return state.detail !== undefined && focusedLink(state.detail) !== undefined;
}

function openLabel(state: State): string {
  if (keyPlace(state) !== 'waterfall') return 'open run';
  return spanAtCursor(state)?.showsAttributes ? 'hide data' : 'data';
}

function spanAtCursor({ detail }: State): SpanNode | undefined {
  const node = detail && nodeAtCursor(detail);
  return node?.type === 'span' ? node : undefined;
}

function isZoomed(state: State): boolean {
  return keyPlace(state) === 'waterfall' && state.detail?.trace.zoom !== undefined;
}

function hasSpans({ detail }: State): boolean {
  return detail !== undefined && detail.trace.index.spans.length > 0;
}

function thenSay(command: DetailCommand, textOf: (look: PayloadLook) => string): Perform {
  return context => {
    toDetail(command)(context);
    const { detail } = context.getState();
    if (detail) context.dispatch({ type: 'noticed', text: textOf(detail.look), tone: 'info' });
  };
}

/** Another run opens; everything else is folded or unfolded. */
function openFocused(context: SessionContext): void {
  const { detail } = context.getState();
  const link = detail && focusedLink(detail);
  if (link) openRunById(context, link.address);
  else toDetail({ type: 'enter' })(context);
}

/** Stops what takes long, else clears the search, else goes back. */
function goBack(context: SessionContext): void {
  const { getState, dispatch } = context;
  if (context.task.stop()) return;
  if (!getState().detail?.search) return leaveDetail(context);
  dispatch({ type: 'detail-command-given', command: { type: 'search-cleared' } });
}

/** In a window that is too small, where the screen says that `q` quits, the key quits. */
function leave(context: SessionContext): void {
  if (isTooSmall(context.getState().size)) return context.effects.quit(0);
  context.task.stop('copying');
  leaveDetail(context);
}

function openNeighbor(context: SessionContext, by: 1 | -1): void {
  const summary = moveToNeighbor(context, context.getState().detail?.summary, by);
  if (summary) context.dispatch({ type: 'detail-opened', summary });
}
