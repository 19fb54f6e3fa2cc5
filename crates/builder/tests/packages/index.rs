//! A Python index in a folder, made by the test that needs it.

use std::fs;
use std::path::Path;

/// A wheel without code, in a folder of files.
pub fn wheel(folder: &Path, name: &str, version: &str, needs: &str) {
    let script = "import sys, zipfile
path, name, version, needs = sys.argv[1:5]
info = f'{name}-{version}.dist-info/'
with zipfile.ZipFile(path, 'w') as wheel:
    wheel.writestr(f'{name}.py', f'VERSION = {version!r}\\n')
    requires = ''.join(f'Requires-Dist: {need}\\n' for need in needs.split())
    wheel.writestr(info + 'METADATA', f'Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n{requires}')
    wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr(info + 'RECORD', '')
";
    fs::create_dir_all(folder).unwrap();
    let path = folder.join(file(name, version));
    let made =
        std::process::Command::new("python3").args(["-c", script]).arg(path).args([name, version, needs]).status();
    assert!(made.unwrap().success());
}

/// The name of its file.
pub fn file(name: &str, version: &str) -> String {
    format!("{name}-{version}-py3-none-any.whl")
}

/// Makes these addresses all that the index lists of a package.
pub fn offer(folder: &Path, name: &str, addresses: &[&str]) {
    let page = folder.join("simple").join(name);
    fs::create_dir_all(&page).unwrap();
    let link = |address: &&str| format!("<a href=\"/{address}\">{}</a>\n", address.rsplit('/').next().unwrap());
    fs::write(page.join("index.html"), addresses.iter().map(link).collect::<String>()).unwrap();
}
