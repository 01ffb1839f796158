//! The power goes: whatever was not synced may be gone, torn, or written out of order.
//!
//! A file system layer of our own stands between SQLite and the disk and writes down every write and every sync of a run
//! of the real store, checkpoints included. Then the disk is put together as it could be found after each of those
//! syncs, and just before: what was synced is there, of the rest a part, in any order, the last piece torn. Opened again,
//! the store must have everything that was answered, nothing by halves, and a sound file.
#![expect(unsafe_code, reason = "the layer is an interface of C")]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering};
use std::time::Duration;

use domain::account::{Account, HookEncoding};
use domain::{AccountId, EventId, Timestamp};
use rusqlite::ffi;
use store::across::EVERYONE;
use store::events::{self, Evaluation};
use store::{Location, Store};

/// Bytes that a disk writes at once.
const SECTOR: usize = 512;
/// Answered writes in the run; with their size it goes through several checkpoints.
const WRITES: i64 = 260;

/// The database, or its log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    Db,
    Log,
}

/// What reached the layer, in order.
#[derive(Clone, Debug)]
enum Op {
    Write(Which, usize, Vec<u8>),
    Truncate(Which, usize),
    Sync(Which),
    /// The write of that number was answered.
    Answered(i64),
}

static OPS: Mutex<Option<Vec<Op>>> = Mutex::new(None);
static SYNCS_FAIL: AtomicBool = AtomicBool::new(false);
static REAL: AtomicPtr<ffi::sqlite3_vfs> = AtomicPtr::new(std::ptr::null_mut());

fn record(op: Op) {
    if let Some(ops) = OPS.lock().unwrap().as_mut() {
        ops.push(op);
    }
}

/// A file of ours: in front the pointer that SQLite wants, behind it the file of the layer below.
#[repr(C)]
struct Layered {
    methods: *const ffi::sqlite3_io_methods,
    real: *mut ffi::sqlite3_file,
    which: Option<Which>,
}

type File = *mut ffi::sqlite3_file;

/// Passes a call on to the file below.
macro_rules! below {
    ($file:expr, $method:ident $(, $argument:expr)*) => {{
        // SAFETY: SQLite hands in only files that `open` below has filled in.
        unsafe {
            let real = (*$file.cast::<Layered>()).real;
            match (*(*real).pMethods).$method {
                Some(method) => method(real $(, $argument)*),
                None => ffi::SQLITE_IOERR,
            }
        }
    }};
}

fn which(file: File) -> Option<Which> {
    // SAFETY: as above.
    unsafe { (*file.cast::<Layered>()).which }
}

unsafe extern "C" fn close(file: File) -> c_int {
    below!(file, xClose)
}
unsafe extern "C" fn read(file: File, to: *mut c_void, n: c_int, at: ffi::sqlite3_int64) -> c_int {
    below!(file, xRead, to, n, at)
}
unsafe extern "C" fn write(file: File, from: *const c_void, n: c_int, at: ffi::sqlite3_int64) -> c_int {
    if let Some(which) = which(file) {
        // SAFETY: SQLite hands in so many bytes.
        let bytes = unsafe { std::slice::from_raw_parts(from.cast::<u8>(), n as usize) };
        record(Op::Write(which, at as usize, bytes.to_vec()));
    }
    below!(file, xWrite, from, n, at)
}
unsafe extern "C" fn truncate(file: File, size: ffi::sqlite3_int64) -> c_int {
    if let Some(which) = which(file) {
        record(Op::Truncate(which, size as usize));
    }
    below!(file, xTruncate, size)
}
unsafe extern "C" fn sync(file: File, flags: c_int) -> c_int {
    if SYNCS_FAIL.swap(false, Ordering::SeqCst) {
        return ffi::SQLITE_IOERR_FSYNC;
    }
    let done = below!(file, xSync, flags);
    if let Some(which) = which(file) {
        record(Op::Sync(which));
    }
    done
}
unsafe extern "C" fn size(file: File, to: *mut ffi::sqlite3_int64) -> c_int {
    below!(file, xFileSize, to)
}
unsafe extern "C" fn lock(file: File, level: c_int) -> c_int {
    below!(file, xLock, level)
}
unsafe extern "C" fn unlock(file: File, level: c_int) -> c_int {
    below!(file, xUnlock, level)
}
unsafe extern "C" fn reserved(file: File, to: *mut c_int) -> c_int {
    below!(file, xCheckReservedLock, to)
}
unsafe extern "C" fn control(file: File, op: c_int, argument: *mut c_void) -> c_int {
    below!(file, xFileControl, op, argument)
}
unsafe extern "C" fn sector(file: File) -> c_int {
    below!(file, xSectorSize)
}
unsafe extern "C" fn device(file: File) -> c_int {
    below!(file, xDeviceCharacteristics)
}
unsafe extern "C" fn shm_map(file: File, page: c_int, n: c_int, extend: c_int, to: *mut *mut c_void) -> c_int {
    below!(file, xShmMap, page, n, extend, to)
}
unsafe extern "C" fn shm_lock(file: File, offset: c_int, n: c_int, flags: c_int) -> c_int {
    below!(file, xShmLock, offset, n, flags)
}
unsafe extern "C" fn shm_barrier(file: File) {
    // SAFETY: as above.
    unsafe {
        let real = (*file.cast::<Layered>()).real;
        if let Some(barrier) = (*(*real).pMethods).xShmBarrier {
            barrier(real);
        }
    }
}
unsafe extern "C" fn shm_unmap(file: File, delete: c_int) -> c_int {
    below!(file, xShmUnmap, delete)
}

/// The second version of the interface: without memory-mapped reading, which nobody here asks for.
static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(reserved),
    xFileControl: Some(control),
    xSectorSize: Some(sector),
    xDeviceCharacteristics: Some(device),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

unsafe extern "C" fn open(
    _: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    file: File,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    let real_vfs = REAL.load(Ordering::SeqCst);
    let layered = file.cast::<Layered>();
    // SAFETY: `szOsFile` below asked for room for both files, one behind the other.
    unsafe {
        let real = layered.add(1).cast::<ffi::sqlite3_file>();
        (*layered).methods = std::ptr::null();
        (*layered).real = real;
        (*layered).which = None;
        if !name.is_null() {
            let name = CStr::from_ptr(name).to_string_lossy();
            (*layered).which = match () {
                () if name.ends_with(".db-wal") => Some(Which::Log),
                () if name.ends_with(".db") => Some(Which::Db),
                () => None,
            };
        }
        let Some(open) = (*real_vfs).xOpen else { return ffi::SQLITE_CANTOPEN };
        let opened = open(real_vfs, name, real, flags, out);
        if !(*real).pMethods.is_null() {
            (*layered).methods = &METHODS;
        }
        opened
    }
}

/// Set in the process whose disk fails: the folder of its database, and its account.
const FAILING: &str = "PIPEWRIGHT_STORE_TEST_FAILING";

/// Not a test: what that process does. It tells each number that was answered; from the twentieth on nothing may be.
#[test]
fn the_process_whose_disk_fails() {
    let Ok(told) = std::env::var(FAILING) else { return };
    let (folder, account) = told.rsplit_once('#').unwrap();
    install();
    let store = Store::open(&Location::File(Path::new(folder).join("pipewright.db"))).unwrap();
    for n in 0..WRITES {
        SYNCS_FAIL.store(n == 20, Ordering::SeqCst);
        put(&store, AccountId(account.parse().unwrap()), n);
        println!("stored {n}");
    }
}

#[test]
fn a_process_whose_sync_failed_answers_nothing_more() {
    let place = folder("failing");
    let store = Store::open(&Location::File(place.join("pipewright.db"))).unwrap();
    let owner =
        store.write_blocking(EVERYONE, "account", |tx| store::accounts::create(tx, &account(), Timestamp(0))).unwrap();
    drop(store);
    let mut child = std::process::Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "the_process_whose_disk_fails", "--nocapture"]);
    let ended = child.env(FAILING, format!("{}#{owner}", place.display())).output().unwrap();
    let told = String::from_utf8_lossy(&ended.stdout).into_owned();
    let stored: Vec<i64> = told.lines().filter_map(|line| line.rsplit_once("stored ")?.1.trim().parse().ok()).collect();
    assert_eq!(stored, (0..20).collect::<Vec<_>>(), "{told}");
    assert!(!ended.status.success(), "it went on");
    look(&place, owner, 19).unwrap();
    println!("failed sync: accepted 20, lost 0, duplicated 0");
    let _ = std::fs::remove_dir_all(place);
}

/// From now on every file of SQLite in this process goes through the layer.
fn install() {
    // SAFETY: the layer below is copied, with another `xOpen`; the copy lives for ever.
    unsafe {
        let real = ffi::sqlite3_vfs_find(std::ptr::null());
        REAL.store(real, Ordering::SeqCst);
        let mut layer = *real;
        layer.pNext = std::ptr::null_mut();
        layer.zName = c"recording".as_ptr();
        layer.szOsFile = size_of::<Layered>() as c_int + (*real).szOsFile;
        layer.xOpen = Some(open);
        assert_eq!(ffi::sqlite3_vfs_register(Box::leak(Box::new(layer)), 1), ffi::SQLITE_OK);
    }
}

/// Chance that repeats itself.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % limit.max(1) as u64) as usize
    }
}

/// Both files as the disk has them for sure, and what may or may not have reached it since.
#[derive(Clone, Default)]
struct Disk {
    files: [Vec<u8>; 2],
    unsynced: [Vec<Op>; 2],
}

impl Disk {
    fn apply(file: &mut Vec<u8>, op: &Op) {
        match op {
            Op::Write(_, at, bytes) => {
                file.resize(file.len().max(at + bytes.len()), 0);
                file[*at..at + bytes.len()].copy_from_slice(bytes);
            }
            Op::Truncate(_, size) => file.resize(*size, 0),
            Op::Sync(_) | Op::Answered(_) => {}
        }
    }

    fn take(&mut self, op: &Op) {
        match op {
            Op::Write(which, ..) | Op::Truncate(which, _) => self.unsynced[*which as usize].push(op.clone()),
            Op::Sync(which) => {
                let at = *which as usize;
                let synced = std::mem::take(&mut self.unsynced[at]);
                synced.iter().for_each(|op| Disk::apply(&mut self.files[at], op));
            }
            Op::Answered(_) => {}
        }
    }

    /// As it could be found: of what was not synced a part, in any order, one piece of it torn.
    fn found(&self, dice: &mut Dice) -> [Vec<u8>; 2] {
        let mut files = self.files.clone();
        for (file, unsynced) in files.iter_mut().zip(&self.unsynced) {
            let share = dice.below(5);
            let mut arrived: Vec<Op> = unsynced.iter().filter(|_| dice.below(4) < share).cloned().collect();
            for at in (1..arrived.len()).rev() {
                arrived.swap(at, dice.below(at + 1));
            }
            if let Some(Op::Write(_, _, bytes)) = arrived.last_mut() {
                let sectors = bytes.len() / SECTOR;
                bytes.truncate(dice.below(sectors + 1) * SECTOR);
            }
            arrived.iter().for_each(|op| Disk::apply(file, op));
        }
        files
    }
}

/// Both rows of a write have its number, so that half of one shows. The size moves the checkpoints around.
fn weighed(n: i64) -> Evaluation {
    Evaluation { version: n, n_fired: n, n_refused: 0, packed: "x".repeat(4_000 + (n as usize * 7_919) % 40_000) }
}

fn put(store: &Store, account: AccountId, n: i64) {
    let write = move |tx: &store::Tx<'_>| {
        events::note_evaluation(tx, EventId(2 * n), &weighed(n))?;
        events::note_evaluation(tx, EventId(2 * n + 1), &weighed(n))
    };
    store.write_blocking(account, "put", write).unwrap();
}

/// Opens what was found and says what is wrong with it.
fn look(folder: &Path, account: AccountId, answered: i64) -> Result<(), String> {
    let store =
        Store::open(&Location::File(folder.join("pipewright.db"))).map_err(|e| format!("it does not open: {e}"))?;
    let unsound = store.check_integrity().map_err(|e| e.to_string())?;
    if !unsound.is_empty() {
        return Err(format!("it is damaged: {unsound:?}"));
    }
    let read = move |tx: &store::Tx<'_>| {
        (0..WRITES)
            .map(|n| Ok((events::evaluation(tx, EventId(2 * n))?, events::evaluation(tx, EventId(2 * n + 1))?)))
            .collect::<Result<Vec<_>, store::StoreError>>()
    };
    let found = store.read_blocking(account, "look", read).map_err(|e| e.to_string())?;
    let mut has_ended = false;
    for (n, rows) in (0i64..).zip(found) {
        match rows {
            (Some(one), Some(other)) if one == weighed(n) && other == one && !has_ended => {}
            (None, None) if n > answered => has_ended = true,
            (None, None) => return Err(format!("{n} was answered and is lost")),
            _ => return Err(format!("{n} is there by halves, or after one that is not")),
        }
    }
    Ok(())
}

fn account() -> Account {
    Account {
        id: AccountId(0),
        subdomain: "acme".into(),
        name: "Acme".into(),
        country: "DE".into(),
        currency: "EUR".into(),
        time_zone: "Europe/Berlin".into(),
        language: "en".into(),
        hook_encoding: HookEncoding::Json,
        accepts_widgets_without_settings: false,
        created_at: Timestamp(0),
    }
}

fn folder(name: &str) -> PathBuf {
    let name = format!("pipewright-power-{}-{name}", std::process::id());
    let shared = Path::new("/dev/shm").join(&name);
    if std::fs::create_dir_all(&shared).is_ok() {
        return shared;
    }
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn what_was_answered_is_there_after_a_power_loss_at_any_sync() {
    install();
    let place = folder("run");
    let file = place.join("pipewright.db");
    let store = Store::open(&Location::File(file.clone())).unwrap();
    let owner =
        store.write_blocking(EVERYONE, "account", |tx| store::accounts::create(tx, &account(), Timestamp(0))).unwrap();
    drop(store);
    // Its threads end a moment later. What they leave in the log belongs to what stood there before.
    std::thread::sleep(Duration::from_millis(500));
    let log = std::fs::read(place.join("pipewright.db-wal")).unwrap_or_default();
    let mut disk = Disk { files: [std::fs::read(&file).unwrap(), log], ..Disk::default() };

    *OPS.lock().unwrap() = Some(Vec::new());
    let store = Store::open(&Location::File(file)).unwrap();
    for n in 0..WRITES {
        put(&store, owner, n);
        record(Op::Answered(n));
        // A log that is copied to its end starts over; while others write it never is.
        std::thread::sleep(Duration::from_millis(4));
    }
    let ops = OPS.lock().unwrap().take().unwrap();
    drop(store);
    let syncs = |which| ops.iter().filter(|op| matches!(op, Op::Sync(w) if *w == which)).count();
    let (of_log, of_db) = (syncs(Which::Log), syncs(Which::Db));
    assert!(of_log >= WRITES as usize, "{of_log}: each answer waited for a sync");
    assert!(of_db >= 2, "{of_db} checkpoints");

    let is_long = std::env::var_os("PIPEWRIGHT_TEST_LONG").is_some();
    let picks = if is_long { 4 } else { 1 };
    let (mut dice, mut answered, mut cuts, mut since_checkpoint) = (Dice(1), -1, 0, 0);
    let found = folder("found");
    for op in &ops {
        // Just before each sync, when most is at stake, and after it; the answer comes later still.
        since_checkpoint = match op {
            Op::Sync(Which::Db) => 0,
            Op::Sync(Which::Log) => since_checkpoint + 1,
            _ => since_checkpoint,
        };
        // In the short form around each checkpoint, and now and then.
        let is_cut = matches!(op, Op::Sync(_)) && (is_long || since_checkpoint < 4 || since_checkpoint % 9 == 0);
        for after in [false, true] {
            if after {
                disk.take(op);
            }
            for _ in 0..if is_cut { picks } else { 0 } {
                let [db, log] = disk.found(&mut dice);
                let _ = std::fs::remove_file(found.join("pipewright.db-shm"));
                std::fs::write(found.join("pipewright.db"), db).unwrap();
                std::fs::write(found.join("pipewright.db-wal"), log).unwrap();
                cuts += 1;
                look(&found, owner, answered)
                    .unwrap_or_else(|wrong| panic!("cut {cuts}, {answered} answered: {wrong}"));
            }
        }
        if let Op::Answered(n) = op {
            answered = *n;
        }
    }
    assert_eq!(answered, WRITES - 1);
    println!(
        "power: accepted {WRITES}, lost 0, duplicated 0; {cuts} cuts at {of_log} syncs of the log and {of_db} of the database"
    );

    // The check can fail: a disk that forgets what it has synced is caught.
    let forgetful = Disk { files: [disk.files[0].clone(), Vec::new()], ..Disk::default() };
    let [db, log] = forgetful.found(&mut dice);
    let _ = std::fs::remove_file(found.join("pipewright.db-shm"));
    std::fs::write(found.join("pipewright.db"), db).unwrap();
    std::fs::write(found.join("pipewright.db-wal"), log).unwrap();
    let told = look(&found, owner, answered).unwrap_err();
    assert!(told.contains("is lost"), "{told}");
    let _ = (std::fs::remove_dir_all(place), std::fs::remove_dir_all(found));
}
