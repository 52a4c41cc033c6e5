import type { PairedNode } from '../../model/compare/run-comparison.ts';
import { nodeLabel } from '../../model/compare/text/difference-path.ts';
import { memo } from '../../model/memo.ts';
import { countOf, formatCount } from '../../model/text/formats.ts';
import { countBelow, type DifferenceGroup, isOneSided, type NodeGroup } from './compare-tree.ts';
import { placeCell } from './difference-cells.ts';

/** `chunk (3 differences)`, `refund (12 below)`. */
export function nodeRowLabel(node: PairedNode, isOpen: boolean): string {
  const children = isOpen && node.total > 0 ? '' : childrenWords(node);
  const words = [children, isOpen ? '' : foldedWords(node)].filter(Boolean);
  return words.length === 0 ? nodeLabel(node) : `${nodeLabel(node)} (${words.join('; ')})`;
}

function foldedWords(node: PairedNode): string {
  if (!isOneSided(node)) return node.total > 0 ? countOf(node.total, 'difference') : '';
  const below = countBelow(node);
  return below > 0 ? `${formatCount(below)} below` : '';
}

/** `4 steps, was 390`; `''` if both runs have as many. */
function childrenWords(node: PairedNode): string {
  if (isOneSided(node)) return '';
  const [is, was] = sidesOf(node.children);
  return is === was ? '' : `${countOf(is, 'step')}, was ${formatCount(was)}`;
}

function sidesOf(nodes: readonly PairedNode[]): readonly [inA: number, inB: number] {
  let [inA, inB] = [0, 0];
  for (const { a, b } of nodes) {
    if (a) inA += 1;
    if (b) inB += 1;
  }
  return [inA, inB];
}

const mostNames = 20;

export function groupLabel(group: NodeGroup | DifferenceGroup): string {
  if (group.kind === 'differences') return differencesLabel(group);
  return group.kind === 'alike' ? alikeLabel(group) : partLabel(group);
}

/** `3 identical steps: read, charge, send`; `2 steps differ only in noise: read, embed (4 steps)`. */
const alikeLabel = memo(({ nodes }: NodeGroup): string => {
  const names = [...new Set(nodes.map(alikeName))];
  const count = nodes.some(hasNoise)
    ? `${countOf(nodes.length, 'step differs', 'steps differ')} only in noise`
    : countOf(nodes.length, 'identical step');
  return `${count}: ${names.slice(0, mostNames).join(', ')}`;
});

export function hasNoise({ noiseTotal }: PairedNode): boolean {
  return noiseTotal > 0;
}

function alikeName(node: PairedNode): string {
  const name = (node.a ?? node.b)?.name ?? '';
  const children = childrenWords(node);
  return children === '' ? name : `${name} (${children})`;
}

/** `100 steps, 4 of them in a, 96 noise: embed 1 to embed 100`. */
function partLabel({ nodes }: NodeGroup): string {
  let [total, noise] = [0, 0];
  for (const node of nodes) {
    total += node.total;
    noise += node.noiseTotal;
  }
  const [inA, inB] = sidesOf(nodes);
  const words = [
    countOf(nodes.length, 'step'),
    inA < nodes.length ? `${inA || 'none'} of them in a` : '',
    inB < nodes.length ? `${inB || 'none'} of them in b` : '',
    total > 0 || noise === 0 ? countOf(total, 'difference') : '',
    noise > 0 ? `${formatCount(noise)} noise` : '',
  ];
  const ends = [nodes[0], nodes.at(-1)].map(node => (node ? nodeLabel(node) : ''));
  return `${words.filter(Boolean).join(', ')}: ${ends.join(' to ')}`;
}

/** `100 differences: input.rows.0 to input.rows.99`. */
function differencesLabel({ differences }: DifferenceGroup): string {
  const paths = [differences[0], differences.at(-1)].map(one => (one ? placeCell(one) : ''));
  return `${countOf(differences.length, 'difference')}: ${paths.join(' to ')}`;
}
