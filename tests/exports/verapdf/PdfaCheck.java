import java.io.FileInputStream;
import java.util.Set;
import java.util.TreeSet;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Validates files with veraPDF's engine, all in one virtual machine.
 *
 * <p>Arguments: pairs of flavour and path ("2u one.pdf ua1 two.pdf"). For each pair one line, "PASS flavour path",
 * "FAIL flavour path" or "ERROR flavour path reason"; after FAIL, each broken rule once, indented by a tab.
 * Exit code 0 when every file was judged, whatever the verdict.
 */
public final class PdfaCheck {
    private PdfaCheck() {}

    public static void main(String[] arguments) {
        VeraGreenfieldFoundryProvider.initialise();
        int unjudged = 0;
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            if (!check(arguments[i], arguments[i + 1])) {
                unjudged++;
            }
        }
        System.exit(unjudged == 0 ? 0 : 1);
    }

    private static boolean check(String name, String path) {
        PDFAFlavour flavour = PDFAFlavour.byFlavourId(name);
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(path), flavour)) {
            ValidationResult result =
                    Foundries.defaultInstance().createValidator(flavour, false).validate(parser);
            System.out.println((result.isCompliant() ? "PASS " : "FAIL ") + name + " " + path);
            Set<String> broken = new TreeSet<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    broken.add(assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber()
                            + " " + assertion.getMessage().replace('\n', ' '));
                }
            }
            broken.forEach(rule -> System.out.println("\t" + rule));
            return true;
        } catch (Exception error) {
            System.out.println("ERROR " + name + " " + path + " " + error);
            return false;
        }
    }
}
