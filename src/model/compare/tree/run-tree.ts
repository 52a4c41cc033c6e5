import { partitionPoint } from '../../partition-point.ts';
import type { Pieces } from '../../pieces.ts';
import type { Run } from '../../run.ts';
import { type Attempts, groupAttempts } from '../../steps/step-tree.ts';
import { draftSpans } from './draft-spans.ts';
import {
  addChild,
  type DraftNode,
  draftRun,
  draftStep,
  joinStep,
  type RunNode,
  type SpanNode,
} from './run-node.ts';

export type RunTree = { readonly root: RunNode; readonly size: number };

/** `childRuns` are runs that it started, if these are compared. */
export type RunWithChildren = Run & { readonly childRuns?: readonly Run[] };

/** One tree of steps and spans, in which a step and its span are one node. */
export function* buildRunTree(run: RunWithChildren): Pieces<RunTree> {
  const root = draftRun(run);
  const spans = yield* draftSpans(run, root);
  yield;
  draftSteps(run, root, spans);
  yield;
  if (run.childRuns) addChildRuns(root, run.childRuns);
  return { root, size: orderTree(root) };
}

/** Adds each child run below the step that is named like its workflow, else below the run. */
function addChildRuns(root: DraftNode, childRuns: readonly Run[]): void {
  const starters = new Map<string, DraftNode>();
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node !== root) starters.set(node.name, node);
    for (const child of node.children) open.push(child);
  }
  for (const run of childRuns) {
    const child: DraftNode = { ...draftRun(run), childRun: run };
    draftSteps(run, child, []);
    addChild(starters.get(run.name) ?? root, child);
  }
}

/** Joins steps with their spans, and adds the others below their parents. */
function draftSteps({ steps = [] }: Run, root: DraftNode, spans: readonly SpanNode[]): void {
  if (steps.length === 0) return;
  const findSpan = createSpanFinder(spans);
  const nodes = new Map<string, DraftNode>();
  const added: (readonly [Attempts, DraftNode])[] = [];
  for (const attempts of groupAttempts(steps)) {
    const step = draftStep(attempts);
    const joined = findSpan(attempts, step);
    if (joined) joinStep(joined, step);
    else added.push([attempts, step]);
    for (const { id } of attempts) nodes.set(id, joined ?? step);
  }
  for (const [[{ parentId }], step] of added) {
    const parent = parentOfStep(parentId, nodes, root);
    if (parent) addChild(parent, step);
  }
}

/** Nodes below an earlier attempt have no parent, and are left out. */
function parentOfStep(
  id: string | undefined,
  nodes: ReadonlyMap<string, DraftNode>,
  root: DraftNode,
): DraftNode | undefined {
  const parent = nodes.get(id ?? '');
  if (!parent) return root;
  return parent.steps.at(-1)?.id === id ? parent : undefined;
}

/** Numbers the nodes, orders siblings by start, and returns the number of nodes. */
function orderTree(root: DraftNode): number {
  let size = 0;
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    node.index = size;
    size += 1;
    const { children } = node;
    if (children.length > 1) children.sort((a, b) => startOrLast(a) - startOrLast(b));
    for (const child of children) open.push(child);
  }
  return size;
}

function startOrLast({ startedAt = Number.MAX_VALUE }: DraftNode): number {
  return startedAt;
}

/** The span of a step that no other step has taken. */
type FindSpan = (attempts: Attempts, step: DraftNode) => DraftNode | undefined;

/** Finds spans by an id that they share with the step, else by name and time. */
export function createSpanFinder(spans: readonly SpanNode[]): FindSpan {
  const byId = new Map(spans.map(node => [node.span.id, node]));
  const byName = Map.groupBy<string, DraftNode>(spans, nodeKey);
  const finders = new Map<string, FindByStart>();
  const joined = new Set<DraftNode>();

  function findByName({ startedAt = 0, type, name }: DraftNode): DraftNode | undefined {
    const key = nodeKey({ name, type: type === 'action' ? 'step' : type });
    const find = finders.get(key) ?? createFinderByStart(byName.get(key) ?? [], joined);
    finders.set(key, find);
    return find(startedAt);
  }

  return (attempts, step) => {
    const sameId = attempts
      .map(({ id }) => byId.get(id))
      .find(span => span !== undefined && !joined.has(span));
    const found = sameId ?? findByName(step);
    if (found) joined.add(found);
    return found;
  };
}

function nodeKey({ type, name }: Pick<DraftNode, 'type' | 'name'>): string {
  return `${type}\n${name}`;
}

type FindByStart = (startedAt: number) => DraftNode | undefined;

const tolerantMs = 5;

/** Finds the first node that starts within a few ms and is not taken. */
function createFinderByStart(nodes: readonly DraftNode[], taken: ReadonlySet<DraftNode>): FindByStart {
  const byStart = nodes.toSorted((a, b) => startOrFirst(a) - startOrFirst(b));
  const starts = Float64Array.from(byStart, startOrFirst);
  /** For a taken node, a later index up to which all are taken. */
  const later = Uint32Array.from(starts, (_, at) => at + 1);

  function firstFree(from: number): number {
    let free = from;
    for (let node = byStart[free]; node && taken.has(node); node = byStart[free]) free = later[free] ?? free;
    for (let at = from; at < free; ) {
      const next = later[at] ?? free;
      later[at] = free;
      at = next;
    }
    return free;
  }

  return startedAt => {
    const at = firstFree(
      partitionPoint(starts.length, index => startedAt - (starts[index] ?? 0) > tolerantMs),
    );
    return (starts[at] ?? Number.POSITIVE_INFINITY) - startedAt <= tolerantMs ? byStart[at] : undefined;
  };
}

function startOrFirst({ startedAt = 0 }: DraftNode): number {
  return startedAt;
}
