//! How much an upload may be. Each number carries its reason; all are enforced while reading, never by trusting what
//! an archive says about itself.

/// Bytes of the uploaded zip. The largest known widgets are a few megabytes, most of it pictures.
pub const ARCHIVE_BYTES_MAX: usize = 20 * 1024 * 1024;
/// Bytes of all files together after unpacking: what one upload may cost in memory.
pub const UNPACKED_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Bytes of one file. A bundled script with its source map stays well below.
pub const FILE_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Entries, folders and ignored files included: a widget with a forgotten `node_modules` ends here.
pub const ENTRIES_MAX: usize = 4096;
/// Bytes of one path. Every common file system and the address line of a browser can hold it.
pub const PATH_BYTES_MAX: usize = 240;
/// Folders and file name of one path.
pub const PATH_DEPTH_MAX: usize = 12;
/// How many times larger than its packed form a file may be. Text packs 5 to 20 times, a bomb a thousand times.
pub const RATIO_MAX: usize = 200;
/// Below this many bytes the ratio does not count: a small file of blanks hurts nobody.
pub const RATIO_FREE_BYTES: usize = 1024 * 1024;
/// Bytes of `manifest.json`. Ten times the largest seen; keeps the search for lines short.
pub const MANIFEST_BYTES_MAX: usize = 256 * 1024;
/// Bytes of one locale file.
pub const LOCALE_BYTES_MAX: usize = 1024 * 1024;
/// Languages of one widget. More are kept as files and not read.
pub const LOCALES_MAX: usize = 64;
/// Entries of `locations`. There are 26 areas with two suffixes each.
pub const LOCATIONS_MAX: usize = 100;
/// Fields of one settings block: they are drawn as one form.
pub const FIELDS_MAX: usize = 200;
/// Bytes of all values saved for one form. Widgets store whole JSON documents in one field, but not books.
pub const SETTINGS_BYTES_MAX: usize = 256 * 1024;
/// Bytes of a hook address.
pub const HOOK_ADDRESS_BYTES_MAX: usize = 2048;
/// Problems reported of each severity. Nobody reads more, and a hostile archive could make millions.
pub const PROBLEMS_MAX: usize = 200;
