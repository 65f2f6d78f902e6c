import { createHash } from 'node:crypto';

/** All that runs in a page: a click on a command copies it. Without it the click still selects the whole command. */
const COPY = `document.addEventListener('click',async e=>{
const c=e.target.closest('.command');if(!c)return;
getSelection().selectAllChildren(c);
try{await navigator.clipboard.writeText(c.textContent)}catch{if(!document.execCommand('copy'))return}
c.dataset.copied='';setTimeout(()=>delete c.dataset.copied,1500)})`;

export const COPY_SCRIPT = `<script>${COPY}</script>`;

/** What a page may load and run: nothing from elsewhere, its own styles, and this script by its hash alone. */
export const CONTENT_POLICY = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${createHash('sha256').update(COPY).digest('base64')}'`;
