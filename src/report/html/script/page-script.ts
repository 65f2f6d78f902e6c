import { createHash } from 'node:crypto';
import { CONTROLS } from './controls.ts';
import { COPY } from './copy.ts';
import { HOVER } from './hover.ts';
import { TABLES } from './tables.ts';

/** All that runs in a page, which reads fully without it. */
const SCRIPT = [COPY, HOVER, TABLES, CONTROLS].join('');

export const PAGE_SCRIPT = `<script>${SCRIPT}</script>`;

/** What a page may load and run: nothing from elsewhere, its own styles, and this script by its hash alone. */
export const CONTENT_POLICY = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`;
