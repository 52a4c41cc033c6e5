import { decodeBytes } from '../../../model/payload/lazy/json-bytes.ts';
import { LazyContainer } from '../../../model/payload/lazy/lazy-payload.ts';
import { type Attempts, stepTreeOf } from '../../../model/steps/step-tree.ts';
import { findHits, foldCase, searchedText } from '../../paint/phrases.ts';
import type { OpenNode, Path } from '../outline/open-tree.ts';
import { childAt, childCount, childIndex } from '../outline/outline-children.ts';
import type { OutlineNode, StepsNode } from '../outline/outline-node.ts';
import { partsChildren } from '../outline/payload-values.ts';
import { payloadParts } from '../outline/steps-outline.ts';
import { cursorPath, type Pane } from '../rows/pane.ts';
import { type RowContext, rowPhrases } from '../rows/row-phrases.ts';

/** A row in which the text is found; `keys` and `place` (its indexes) lead from the root to it. */
export type Match = {
  readonly keys: readonly string[];
  readonly place: readonly number[];
  readonly hits: number;
};

type Frame = { readonly node: OutlineNode; readonly count: number; next: number };

/** Where a search continues: the ancestors of the next row, the outermost first. */
export type Frontier = readonly Readonly<Frame>[];

export const mostMatches = 1000;
const rowsPerStep = 1500;
/** Skipping a group takes as long as searching so many rows. */
const rowsPerGroup = 10;
const unitsPerStep = 150_000;
const deepest = 500;

export function startWalk(root: OutlineNode): Frontier {
  return [toFrame(root)];
}

/** Searches for a few milliseconds; returns no `frontier` at the end. */
export function continueWalk(
  frontier: Frontier,
  found: string,
  context: RowContext,
): { readonly matches: readonly Match[]; readonly frontier?: Frontier } {
  const needle = foldCase(found);
  const stack = frontier.map(frame => ({ ...frame }));
  const matches: Match[] = [];
  const canSkip = canSkipGroups(needle);
  let units = 0;
  for (let rows = 0; rows < rowsPerStep && units < unitsPerStep; rows += 1) {
    if (canSkip && skipGroup(stack, needle)) {
      rows += rowsPerGroup;
      continue;
    }
    const child = nextRow(stack);
    if (!child) return { matches };
    if (child.type === 'line') units += child.lines.text.length / child.lines.count;
    const hits = countHits(child, needle, context);
    if (hits > 0) {
      matches.push({ ...toMatch(stack, child), hits });
      if (matches.length >= mostMatches) break;
    }
    const frame = toFrame(child);
    if (frame.count > 0 && stack.length < deepest) stack.push(frame);
  }
  return { matches, frontier: stack };
}

/** An unfolded row may contain what a folded one does not. */
function countHits(node: OutlineNode, needle: string, context: RowContext): number {
  const count = (isOpen: boolean) => findHits(searchedText(rowPhrases(node, isOpen, context)), needle).length;
  const folded = count(false);
  return folded > 0 || childCount(node) === 0 ? folded : count(true);
}

function skipGroup(stack: Frame[], needle: string): boolean {
  const frame = stack.at(-1);
  const end = frame && endOfSkipped(frame.node, frame.next, needle);
  if (!frame || end === undefined) return false;
  frame.next = end;
  return true;
}

function nextRow(stack: Frame[]): OutlineNode | undefined {
  for (;;) {
    const frame = stack.at(-1);
    if (!frame) return undefined;
    if (frame.next >= frame.count) {
      stack.pop();
      continue;
    }
    frame.next += 1;
    const child = childAt(frame.node, frame.next - 1);
    if (child) return withAttributes(child);
  }
}

function toFrame(node: OutlineNode): Frame {
  const shown = withAttributes(node);
  return { node: shown, count: childCount(shown), next: 0 };
}

function toMatch(stack: readonly Frame[], child: OutlineNode): Omit<Match, 'hits'> {
  const keys = [...stack.slice(1).map(({ node }) => node.key), child.key];
  return { keys, place: stack.map(({ next }) => next - 1) };
}

/** The attributes of a span are hidden by default, but searched. */
function withAttributes(node: OutlineNode): OutlineNode {
  return node.type === 'span' && !node.showsAttributes ? { ...node, showsAttributes: true } : node;
}

export function placeOfKeys(root: OutlineNode, keys: readonly string[]): readonly number[] {
  const place: number[] = [];
  let node: OutlineNode | undefined = withAttributes(root);
  for (const key of keys) {
    const index: number = node ? childIndex(node, key) : -1;
    if (index < 0 || !node) break;
    place.push(index);
    const child: OutlineNode | undefined = childAt(node, index);
    node = child && withAttributes(child);
  }
  return place;
}

export function comparePlaces(first: readonly number[], second: readonly number[]): number {
  for (let depth = 0; depth < Math.min(first.length, second.length); depth += 1) {
    const apart = (first[depth] ?? 0) - (second[depth] ?? 0);
    if (apart !== 0) return apart;
  }
  return first.length - second.length;
}

/** A larger group holds containers with groups of their own. */
const mostBytes = 256 * 1_024;

/** Words that rows add to what was recorded. */
const ownWords = ['items', 'keys', 'characters', 'infinity'];

const digits = /^\d{5,}$/;

/** Rows add punctuation, and short numbers as counts and indexes, which the recorded bytes do not contain. */
export function canSkipGroups(needle: string): boolean {
  if (digits.test(needle)) return true;
  if (!/^[a-z0-9_@./-](?:[a-z0-9_@./ -]*[a-z0-9_@./-])?$/.test(needle) || needle.includes('- ')) return false;
  if (/^[\d.e-]*$/.test(needle)) return false;
  const word = needle.replace(/^[\d ]+/, '');
  return !ownWords.some(own => own.includes(word));
}

/** The index after the group of items at `first`; `undefined` if their rows may contain the needle. */
export function endOfSkipped(node: OutlineNode, first: number, needle: string): number | undefined {
  if (node.type !== 'value' || !(node.value instanceof LazyContainer)) return undefined;
  const group = node.value.groupAt(first);
  if (!group || group.bytes.length > mostBytes) return undefined;
  const text = decodeBytes(group.bytes, 0, group.bytes.length);
  if (digits.test(needle) && mayShowNumber(text, needle, first, group.end)) return undefined;
  return isShownUnchanged(text) && !foldCase(text).includes(needle) ? group.end : undefined;
}

/** The indexes and counts below a shorter group have fewer digits than a needle. */
const longGroup = 16 * 1_024;
/** `1.50`, `1e3`, and numbers of 16 digits are shown in other digits than they were recorded in. */
const unusualNumber = /[:,[]\s*-?(?:\d+\.\d*0(?!\d)|[\d.]+[eE]|[\d.]{16})/;

function mayShowNumber(text: string, needle: string, first: number, end: number): boolean {
  if (text.length > longGroup || unusualNumber.test(text)) return true;
  for (let index = first; index < end; index += 1) if (String(index).includes(needle)) return true;
  return false;
}

/** An escape other than `\"`, `\\` and `\n` may stand for any character. */
const unusualEscape = /\\[^"\\n]/;
/** Latin, Greek, Cyrillic, kana and Han letters, which are shown as they are and never fold into ASCII. */
const usual =
  /^[\n\r\t\x20-\x7e\u00a1-\u00ac\u00ae-\u012f\u0131-\u02af\u0391-\u03c9\u0410-\u044f\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]*$/;

/** A marker (`$type`) is shown as other words. */
function isShownUnchanged(text: string): boolean {
  return usual.test(text) && !unusualEscape.test(text) && !text.includes('$type');
}

export function nextErrorPath(pane: Pane, by: number): Path | undefined {
  const paths = errorPaths(pane.root);
  const cursor = cursorPath(pane);
  return by > 0
    ? paths.find(path => comparePlaces(path, cursor) > 0)
    : paths.findLast(path => comparePlaces(path, cursor) < 0);
}

function errorPaths(root: OpenNode): readonly Path[] {
  const paths: Path[] = [];
  const visit = (node: OutlineNode, path: Path): void => {
    if (node.type !== 'section') return;
    if (node.tone === 'error') {
      paths.push(path);
      return;
    }
    for (const part of node.parts) {
      if (part.type !== 'section' && part.type !== 'steps') continue;
      const at = [...path, childIndex(node, part.key)];
      if (part.type === 'section') visit(part, at);
      else {
        const failed = failedAttempts(part, at);
        // A single failed attempt has the error of the run, which is above.
        if (paths.length > 0 && failed.length === 1) continue;
        for (const path of failed) paths.push(path);
      }
    }
  };
  visit(root.node, []);
  return paths;
}

/** From the top, the failed attempts without a failed attempt inside. */
function failedAttempts({ steps, reveal }: StepsNode, path: Path): readonly Path[] {
  const { roots, inside } = stepTreeOf(steps);
  const visit = (groups: readonly Attempts[], around: Path, rowsBefore: number): Path[] =>
    groups.flatMap((group, index) => {
      const step = [...around, rowsBefore + index];
      return group.flatMap((attempt, place) => {
        const at = group.length > 1 ? [...step, place] : step;
        const within = at.length < deepest ? inside.get(attempt.id) : undefined;
        const deeper = within ? visit(within, at, partsChildren(payloadParts(attempt, reveal)).count()) : [];
        return deeper.length > 0 || attempt.status !== 'failed' ? deeper : [at];
      });
    });
  return visit(roots, path, 0);
}
