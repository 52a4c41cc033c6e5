import { expect, it } from 'vitest';
import type { Step } from '../../../../src/model/run.ts';
import { runFields } from '../../../../src/model/run-fields.ts';
import { metadataOutline } from '../../../../src/screen/run/outline/metadata-outline.ts';
import { wholeSummary } from '../../../model/whole-summary.ts';

it('shows every field of a run that has a label', () => {
  const outline = metadataOutline(wholeSummary(), false);
  const shown = outline.parts.map(part => (part.type === 'field' ? part.label : ''));
  const labels = Object.values(runFields).flatMap(info => ('label' in info ? [info.label] : []));
  expect(labels.filter(label => !shown.includes(label))).toEqual([]);
});

it('says that an attempt is the highest of its steps, which need not be of the one that failed', () => {
  const stepOf = (name: string, attempt: number, status: Step['status']): Step => {
    return { id: `${name}-${attempt}`, name, type: 'action', status, attempt };
  };
  const steps = [stepOf('load', 1, 'failed'), stepOf('load', 2, 'success'), stepOf('charge', 1, 'failed')];
  const shown = (attempt: number) => {
    const { parts } = metadataOutline({ ...wholeSummary(), attempt, steps, usage: [] }, false);
    const field = parts.find(part => part.type === 'field' && part.label === 'Attempt');
    return field?.type === 'field' && field.value.type === 'text' ? field.value.text : undefined;
  };
  expect(shown(2)).toBe('2, the highest of its steps');
  expect([1, 3].map(shown)).toEqual(['1', '3']);
});
