import io
import zipfile

from harness.engines.stand_ins.build import launcher


def test_the_launcher_names_what_to_start_and_every_library() -> None:
    """Lines have 72 bytes at most and go on after a blank: the JAR File Specification."""
    names = [f"library-{number}.jar" for number in range(40)]
    with zipfile.ZipFile(io.BytesIO(launcher(names))) as jar:
        text = jar.read("META-INF/MANIFEST.MF").decode()
    assert all(len(line) <= 72 for line in text.splitlines())
    assert text.endswith("\n")
    attributes = dict(line.split(": ", 1) for line in text.replace("\n ", "").splitlines())
    assert attributes == {
        "Manifest-Version": "1.0",
        "Main-Class": "software.amazon.dynamodb.services.local.main.ServerRunner",
        "Class-Path": " ".join(f"DynamoDBLocal_lib/{name}" for name in names),
    }


def test_the_launcher_is_the_same_every_time() -> None:
    assert launcher(["a.jar"]) == launcher(["a.jar"])
