/** Folds the waterfall, and shows the title under the pointer or focus, always as text. */
export const pageScript = `
(() => {
  const waterfall = document.getElementById('waterfall');
  if (!waterfall) return;
  const foldAll = isOpen => () => {
    for (const one of waterfall.querySelectorAll('details')) one.open = isOpen;
  };
  document.getElementById('unfold').addEventListener('click', foldAll(true));
  document.getElementById('fold').addEventListener('click', foldAll(false));
  document.querySelector('.tools').hidden = false;
  const card = document.createElement('div');
  card.className = 'card';
  card.hidden = true;
  card.setAttribute('aria-hidden', 'true');
  document.body.append(card);
  const told = new WeakMap();
  for (const title of waterfall.querySelectorAll('.row title')) {
    told.set(title.closest('.row'), title.textContent);
    title.remove();
  }
  const show = (target, x, y) => {
    const row = target instanceof Element ? target.closest('.row') : null;
    const text = row && told.get(row);
    card.hidden = !text;
    if (!text) return;
    card.textContent = text;
    card.style.left = Math.max(8, Math.min(x + 12, innerWidth - card.offsetWidth - 8)) + 'px';
    card.style.top = (y + 16 + card.offsetHeight > innerHeight ? y - card.offsetHeight - 12 : y + 16) + 'px';
  };
  waterfall.addEventListener('pointermove', event => show(event.target, event.clientX, event.clientY));
  waterfall.addEventListener('pointerleave', () => { card.hidden = true; });
  waterfall.addEventListener('focusin', event => {
    const box = event.target.getBoundingClientRect();
    show(event.target, box.left, box.bottom);
  });
  waterfall.addEventListener('focusout', () => { card.hidden = true; });
  addEventListener('scroll', () => { card.hidden = true; }, { passive: true });
})();
`;
