import { maskedStart } from '../../text/cut-text.ts';
import { countOf, toIsoTime } from '../../text/formats.ts';
import { safeLine } from '../../text/safe-text.ts';
import { sanitizeLines } from '../../text/sanitize.ts';

/** Markup, which only `html` makes of texts, by escaping them. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

export type Part = Html | string | number | undefined | readonly Part[];

const longestText = 2_000;

/** Escapes, masks and cuts every text in a template, also in attributes; joins lists, drops `undefined`. */
export function html(markup: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(markup.reduce((text, next, at) => text + toMarkup(parts[at - 1]) + next));
}

function toMarkup(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.markup;
  if (typeof part === 'object') return part.map(toMarkup).join('');
  return escapeMarkup(safeLine(String(part), { maxLength: longestText }));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, sign => entities[sign] ?? '');
}

/** `label` names the lines for screen readers. */
export function preformatted(label: string, text: string, units: number): Html {
  const { text: start, isCut } = maskedStart(text, units);
  const lines = new Html(escapeMarkup(sanitizeLines(start).join('\n')));
  const note = `Cut after ${countOf(start.length, 'character')}.`;
  return html`<pre tabindex="0" role="group" aria-label="${label}">${lines}</pre>${isCut ? html`<p class="note">${note}</p>` : undefined}`;
}

/** Opens without a script. */
export function folded(title: Part, content: Part, isOpen = false): Html {
  const open = isOpen ? new Html(' open') : undefined;
  return html`<details${open}><summary>${title}</summary>${content}</details>`;
}

/** A list of names and values; a repeated name is shown once. */
export function definitions(rows: readonly (readonly [name: string, value: Part])[]): Html {
  const items = rows.map(([name, value], at) =>
    rows[at - 1]?.[0] === name ? html`<dd>${value}</dd>` : html`<dt>${name}</dt><dd>${value}</dd>`,
  );
  return html`<dl>${items}</dl>`;
}

/** Scrolls by itself in a narrow window. */
export function table(label: string, columns: readonly string[], rows: readonly (readonly Part[])[]): Html {
  const head = columns.map(name => html`<th scope="col">${name}</th>`);
  const body = rows.map(cells => html`<tr>${cells.map(cell => html`<td>${cell}</td>`)}</tr>`);
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${label}"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

export function timeOf(at: number, words = toIsoTime(at)): Html {
  return html`<time datetime="${toIsoTime(at)}">${words}</time>`;
}

export function section(id: string, title: string, content: Part): Html {
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${content}</section>\n`;
}
