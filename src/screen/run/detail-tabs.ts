export const detailTabs = ['overview', 'metadata', 'trace'] as const;

export type DetailTab = (typeof detailTabs)[number];

/** The tab a number of steps to the right; wraps around. */
export function tabBeside(tab: DetailTab, steps: number): DetailTab {
  const count = detailTabs.length;
  return detailTabs[(detailTabs.indexOf(tab) + (steps % count) + count) % count] ?? tab;
}
