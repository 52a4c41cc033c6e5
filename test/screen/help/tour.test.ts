import { expect, it } from 'vitest';
import { newTour, settleTour } from '../../../src/screen/help/tour.ts';
import { listState } from '../screen-states.ts';

it('fits one row of a small window where a dialog takes the others', () => {
  const state = listState({ columns: 60, rows: 15 });
  const { guide = '' } = settleTour({
    ...state,
    overlay: { type: 'help' },
    tour: { ...newTour, done: 3 },
  });
  expect(guide).toBe('Tour 4 of 6 · q closes this, then d compares');
  expect(guide.length).toBeLessThan(60);
});
