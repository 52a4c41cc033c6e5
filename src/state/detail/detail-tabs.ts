export const detailTabs = ['overview', 'metadata', 'trace'] as const;

export type DetailTab = (typeof detailTabs)[number];

/** The tab so many steps to the right; wraps around at the ends. */
export function tabBeside(tab: DetailTab, steps: number): DetailTab {
  const count = detailTabs.length;
  return detailTabs[(detailTabs.indexOf(tab) + (steps % count) + count) % count] ?? tab;
}
