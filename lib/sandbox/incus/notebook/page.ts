/** What the simulated JupyterLab shows: one cell, whose "kernel" says what it got. It never says that it is the real one. */
export const labPage = (hostname: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>JupyterLab (simulated) · ${hostname}</title>
<style>
:root { color-scheme: light dark; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; background: light-dark(#fff, #111); color: light-dark(#222, #ddd); }
main { max-width: 48rem; margin: 0 auto; padding: 1.5rem; }
.note { padding: .75rem 1rem; border-left: 4px solid #f37726; background: light-dark(#fdf1e9, #2b1c12); }
label { display: block; margin: 1.5rem 0 .25rem; font-weight: 600; }
textarea, pre { box-sizing: border-box; width: 100%; margin: 0; padding: .75rem; border: 1px solid #888; border-radius: 4px;
  background: transparent; color: inherit; font: 14px/1.5 ui-monospace, monospace; }
pre { min-height: 3em; white-space: pre-wrap; overflow-wrap: anywhere; }
button { margin: .75rem 0; padding: .5rem 1rem; font: inherit; }
</style>
</head>
<body>
<main>
<h1>JupyterLab (simulated)</h1>
<p class="note">This is the notebook server of a SIMULATED machine, ${hostname}. Its kernel runs nothing: it says back what it
receives over the same kind of WebSocket that a real one uses.</p>
<label for="cell">Cell</label>
<textarea id="cell" rows="4" spellcheck="false">print("hello")</textarea>
<button id="run" type="button">Run</button> <span id="state" role="status">Connecting to the kernel</span>
<pre id="output" role="log" aria-label="Output"></pre>
</main>
<script>
const [cell, run, state, output] = ["cell", "run", "state", "output"].map((id) => document.getElementById(id));
const kernel = new WebSocket(location.origin.replace(/^http/, "ws") + "/api/kernels/simulated/channels");
run.disabled = true;
kernel.onopen = () => { state.textContent = "Kernel connected"; run.disabled = false; };
kernel.onclose = () => { state.textContent = "Kernel disconnected"; run.disabled = true; };
kernel.onmessage = ({ data }) => {
  const { count, text } = JSON.parse(data);
  output.textContent += "[" + count + "] " + text + "\\n";
};
run.onclick = () => kernel.send(JSON.stringify({ code: cell.value }));
</script>
</body>
</html>
`;
