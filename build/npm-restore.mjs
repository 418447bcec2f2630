// Restores the npm packages of package-lock.json into node_modules, once, also when several builds start at the same moment.
// Run by the RestoreNpm target of Directory.Build.targets; needs nothing but Node and the npm that comes with it.
//
//   node build/npm-restore.mjs <folder of package-lock.json> <stamp file>

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync, writeSync, closeSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const [root, stamp] = process.argv.slice(2).map((argument) => resolve(argument));
const lockFile = join(root, "package-lock.json");
const guard = join(root, "obj", "npm-restore.guard");
const waitLimitMs = 15 * 60 * 1000;

function isRestored() {
  return existsSync(stamp) && statSync(stamp).mtimeMs >= statSync(lockFile).mtimeMs;
}

function sleep(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

// The guard is a file created exclusively that holds its owner's process id. One left behind by a killed build is moved aside:
// a rename has one winner, and the winner looks again at what it moved, so a guard taken in between is never lost.
function tryTakeGuard() {
  mkdirSync(dirname(guard), { recursive: true });
  try {
    const file = openSync(guard, "wx");
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }

  const owner = readOwner(guard);
  if (owner !== undefined && !isAlive(owner)) {
    const aside = `${guard}.${process.pid}`;
    try {
      renameSync(guard, aside);
      const moved = readOwner(aside);
      if (moved !== undefined && isAlive(moved)) {
        renameSync(aside, guard);
      } else {
        rmSync(aside, { force: true });
      }
    } catch (error) {
      if (error.code !== "ENOENT") throw error;
    }
  }
  return false;
}

function readOwner(path) {
  try {
    const pid = Number.parseInt(readFileSync(path, "utf8"), 10);
    return Number.isNaN(pid) ? undefined : pid;
  } catch {
    return undefined;
  }
}

const started = Date.now();
while (!isRestored()) {
  if (!tryTakeGuard()) {
    if (Date.now() - started > waitLimitMs) {
      console.error(`npm-restore: waited 15 minutes for another restore; if none is running, delete ${guard}`);
      process.exit(1);
    }
    sleep(200);
    continue;
  }

  try {
    if (isRestored()) break;
    console.log("npm ci --ignore-scripts");
    const npm = spawnSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: root,
      stdio: "inherit",
      // npm is a .cmd file on Windows, which only a shell can start.
      shell: process.platform === "win32",
    });
    if (npm.error || npm.status !== 0) {
      console.error(`npm-restore: 'npm ci' failed in ${root}${npm.error ? `: ${npm.error.message}` : ` with exit code ${npm.status}`}`);
      process.exitCode = 1;
      break;
    }
    writeFileSync(stamp, "");
  } finally {
    rmSync(guard, { force: true });
  }
}
