import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';

test('a real Chromium renders a page of this machine, and reaches nothing else', { timeout: 60_000 }, async () => {
  const page = `<!doctype html><title>Croupier</title><p id="t"></p><script>document.querySelector('p').textContent = 6 * 7 + ' Ж'</script>`;
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8').end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await launchBrowser();
  try {
    const tab = await browser.newPage();
    await tab.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
    expect([await tab.title(), await tab.textContent('#t')]).toEqual(['Croupier', '42 Ж']);
    expect((await tab.screenshot()).byteLength).toBeGreaterThan(500);
    await expect(tab.goto('http://example.com/')).rejects.toThrow('ERR_NAME_NOT_RESOLVED');
  } finally {
    await browser.close();
    server.close();
  }
});
