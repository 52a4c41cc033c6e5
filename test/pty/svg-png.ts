import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';

const faces = ['', '-Bold', '-Oblique', '-BoldOblique'];

/** The font files that come with the development dependencies: a machine may have none of its own. */
export function pictureFonts(): string[] {
  const { resolve } = createRequire(import.meta.url);
  return faces.map(face => resolve(`dejavu-fonts-ttf/ttf/DejaVuSansMono${face}.ttf`));
}

/** Draws with these fonts alone, so that every machine makes the same picture. */
export function svgToPng(
  svg: string,
  options: { readonly scale?: number; readonly fontFiles?: readonly string[] } = {},
): Buffer {
  const { scale = 2, fontFiles = pictureFonts() } = options;
  const picture = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: scale },
    font: { loadSystemFonts: false, fontFiles: [...fontFiles], defaultFontFamily: 'DejaVu Sans Mono' },
  });
  return picture.render().asPng();
}
