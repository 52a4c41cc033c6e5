import { expect, it } from 'vitest';
import { runFields } from '../../../../src/model/run-fields.ts';
import { metadataOutline } from '../../../../src/screen/run/outline/metadata-outline.ts';
import { wholeSummary } from '../../../model/whole-summary.ts';

it('shows every field of a run that has a label', () => {
  const outline = metadataOutline(wholeSummary(), false);
  const shown = outline.parts.map(part => (part.type === 'field' ? part.label : ''));
  const labels = Object.values(runFields).flatMap(info => ('label' in info ? [info.label] : []));
  expect(labels.filter(label => !shown.includes(label))).toEqual([]);
});
