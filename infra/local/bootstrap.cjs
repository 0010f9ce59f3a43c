/* Runs on any Node, so that an old one gets a sentence instead of a syntax error: no newer syntax in this file. */
'use strict';
var childProcess = require('child_process');
var crypto = require('crypto');
var fs = require('fs');
var path = require('path');

var root = path.resolve(__dirname, '..', '..');
var modules = path.join(root, 'node_modules');
/** npm 10 and later needs at least this to install from our lock. */
var OLDEST = [18, 17];
/** The product itself runs on this or later, where npm brings no Node for the platform. */
var OLDEST_OWN = [22, 22];
var PROGRAMS = {
  start: 'infra/local/dist/start.js',
  test: 'infra/local/dist/test.js',
  check: 'tooling/check/check.mjs',
  drill: 'e2e/dist/drill.js',
  bench: 'bench/dist/main.js',
  conformance: 'infra/local/dist/conformance.js',
  counterpart: 'apps/cli/dist/main.js',
  'emulator:clio': 'infra/emulators/clio/dist/main.js',
  'emulator:dropbox': 'infra/emulators/dropbox/dist/main.js',
};

function versionOf(text) {
  return text.replace(/^v/, '').split('.').map(Number);
}

function isAtLeast(version, oldest) {
  return version[0] > oldest[0] || (version[0] === oldest[0] && version[1] >= oldest[1]);
}

function fail(message, status) {
  process.stderr.write(message + '\n');
  process.exit(status);
}

function requireNode() {
  if (isAtLeast(versionOf(process.version), OLDEST)) return;
  fail(
    'NODE_TOO_OLD: this is Node ' +
      process.version +
      '. Counterpart needs Node ' +
      OLDEST.join('.') +
      ' or later to install itself; it then brings its own Node 24. Install a newer Node and run the command again.',
    2
  );
}

/** What an installation depends on: the lock, and the platform its binaries are for. */
function fingerprint() {
  var lock = fs.readFileSync(path.join(root, 'package-lock.json'));
  return crypto
    .createHash('sha256')
    .update(lock)
    .update(process.platform + process.arch)
    .digest('hex');
}

function isInstalled(wanted) {
  try {
    return fs.readFileSync(path.join(modules, '.counterpart-installed'), 'utf8') === wanted;
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return false;
  }
}

/** Installs when the lock changed. Two commands at once: the second waits for the first. */
function install() {
  var wanted = fingerprint();
  if (isInstalled(wanted)) return;
  var mutex = path.join(root, '.counterpart-installing');
  var done = { status: 0 };
  takeTurn(mutex);
  try {
    if (isInstalled(wanted)) return;
    process.stderr.write('Installing packages (once, and after the lock changes)...\n');
    var npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    done = childProcess.spawnSync(npm, ['ci', '--no-audit', '--no-fund'], { cwd: root, encoding: 'utf8' });
    if (done.status === 0) fs.writeFileSync(path.join(modules, '.counterpart-installed'), wanted);
  } finally {
    fs.rmSync(mutex, { force: true });
  }
  if (done.status === 0) return;
  fail(
    'INSTALL_FAILED: npm ci did not succeed.\n' + (done.stdout || '') + (done.stderr || String(done.error)),
    1
  );
}

/** Waits until no other process holds the mutex, and takes it. */
function takeTurn(mutex) {
  for (var isTold = false; ; isTold = true) {
    try {
      fs.writeFileSync(mutex, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isAbandoned(mutex)) {
      fs.rmSync(mutex, { recursive: true, force: true });
      continue;
    }
    if (!isTold) process.stderr.write('Another command installs packages; waiting for it...\n');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  }
}

/** A mutex whose process is gone, or that is older than any installation: a crash or Ctrl-C left it. */
function isAbandoned(mutex) {
  try {
    var age = Date.now() - fs.statSync(mutex).mtimeMs;
    var pid = Number(fs.readFileSync(mutex, 'utf8'));
    // It has no number yet for an instant.
    if (pid === 0) return age > 5000;
    if (age > 600000) return true;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // Gone in the meantime is not abandoned; another user’s process lives.
    return error.code !== 'ENOENT' && error.code !== 'EPERM';
  }
}

/** Node 24 from npm; else the user's own, if it is new enough. */
function findNode() {
  var bundled = path.join(modules, 'node-' + process.platform + '-' + process.arch, 'bin', 'node');
  if (fs.existsSync(bundled)) return bundled;
  if (isAtLeast(versionOf(process.version), OLDEST_OWN)) return process.execPath;
  return fail(
    'NODE_NOT_FOUND: npm brings no Node for ' +
      process.platform +
      '-' +
      process.arch +
      '; install Node ' +
      OLDEST_OWN.join('.') +
      ' or later.',
    2
  );
}

function build(node, env) {
  var tsc = path.join(modules, 'typescript', 'bin', 'tsc');
  var built = childProcess.spawnSync(node, [tsc, '-b'], { cwd: root, env: env, encoding: 'utf8' });
  if (built.status !== 0) fail('BUILD_FAILED:\n' + (built.stdout || '') + (built.stderr || ''), 1);
}

function main() {
  var command = process.argv[2];
  requireNode();
  if (command !== 'build' && !Object.prototype.hasOwnProperty.call(PROGRAMS, command)) {
    fail('unknown command: ' + command, 2);
  }
  install();
  var node = findNode();
  var env = Object.assign({}, process.env);
  env.PATH = path.dirname(node) + path.delimiter + path.join(modules, '.bin') + path.delimiter + env.PATH;
  // Every command is a process of its own, and half of a short one's time is reading its modules.
  if (env.NODE_COMPILE_CACHE === undefined) env.NODE_COMPILE_CACHE = path.join(modules, '.cache', 'compiled');
  build(node, env);
  if (command === 'build') return;
  var program = path.join(root, PROGRAMS[command]);
  var child = childProcess.spawn(node, [program].concat(process.argv.slice(3)), {
    cwd: root,
    env: env,
    stdio: 'inherit',
  });
  ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach(function (signal) {
    // A terminal sends Ctrl-C to the whole group; the child must not get it twice.
    process.on(signal, function () {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  });
  child.on('exit', function (status, signal) {
    process.exit(signal === null ? status : 1);
  });
}

if (require.main === module) main();
module.exports = { isAtLeast: isAtLeast, versionOf: versionOf, takeTurn: takeTurn };
