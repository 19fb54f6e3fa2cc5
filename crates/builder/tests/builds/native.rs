//! Wheels with native code, made by the test that needs them.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

/// A wheel whose native module may need a library that nobody has.
#[derive(Clone, Copy, Debug)]
pub struct Native<'a> {
    pub name: &'a str,
    /// What its `__init__.py` holds; the native module is `NAME._core`.
    pub init: &'a str,
    /// The library that the native module needs.
    pub needs: Option<&'a str>,
    /// The target of its command.
    pub command: Option<&'a str>,
}

/// Puts the wheel where an index in this folder offers it.
pub fn put(folder: &Path, native: &Native<'_>) {
    let Native { name, init, needs, command } = native;
    let work = tempfile::tempdir().unwrap();
    let core = work.path().join("_core.so");
    let stub = needs.map(|library| {
        let stub = work.path().join(library);
        let (name, stub) = (format!("-Wl,-soname,{library}"), stub.display().to_string());
        compile(&["-shared", &name, "-o", &stub], "");
        stub
    });
    let needed: Vec<&str> = stub.iter().map(String::as_str).collect();
    let output = core.display().to_string();
    // What it does not call is needed all the same.
    let options = ["-shared", "-fPIC", "-Wl,--no-as-needed", "-o", &output];
    let options = [&options[..], &needed].concat();
    compile(&options, "void *PyInit__core(void) { return 0; }");
    let script = "import sys, zipfile
path, name, init, core, command = sys.argv[1:6]
info = f'{name}-1.0.dist-info/'
files = {
    f'{name}/__init__.py': init.encode(),
    f'{name}/_core.abi3.so': open(core, 'rb').read(),
    info + 'METADATA': f'Metadata-Version: 2.1\\nName: {name}\\nVersion: 1.0\\n'.encode(),
    info + 'WHEEL': b'Wheel-Version: 1.0\\nRoot-Is-Purelib: false\\nTag: py3-none-any\\n',
}
if command:
    files[info + 'entry_points.txt'] = f'[console_scripts]\\n{name} = {command}\\n'.encode()
with zipfile.ZipFile(path, 'w') as wheel:
    for file, content in files.items():
        wheel.writestr(file, content)
    wheel.writestr(info + 'RECORD', ''.join(f'{file},,\\n' for file in [*files, info + 'RECORD']))
";
    let files = folder.join("files");
    fs::create_dir_all(&files).unwrap();
    let file = crate::index::file(name, "1.0");
    let mut python = Command::new("python3");
    python.args(["-c", script]).arg(files.join(&file)).args([name, init]).arg(core).arg(command.unwrap_or_default());
    assert!(python.status().unwrap().success());
    crate::index::offer(folder, name, &[&format!("files/{file}")]);
}

fn compile(options: &[&str], source: &str) {
    use std::io::Write as _;
    let mut compiler = Command::new("cc");
    compiler.args(options).args(["-x", "c", "-"]).stdin(Stdio::piped());
    // The libraries stand behind what needs them.
    let mut compiling = compiler.spawn().unwrap();
    compiling.stdin.take().unwrap().write_all(source.as_bytes()).unwrap();
    assert!(compiling.wait().unwrap().success());
}
