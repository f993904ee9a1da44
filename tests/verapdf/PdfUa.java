import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.LogManager;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Judges PDFs against PDF/UA-1: a path a line comes in, its faults a line each go out, then a line with "end". */
public class PdfUa {
    public static void main(String[] arguments) throws Exception {
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        BufferedReader paths = new BufferedReader(new InputStreamReader(System.in));
        for (String path = paths.readLine(); path != null; path = paths.readLine()) {
            try {
                faults(path).forEach(System.out::println);
            } catch (Exception error) {
                System.out.println("unreadable: " + error.toString().replace('\n', ' '));
            }
            System.out.println("end");
            System.out.flush();
        }
    }

    private static Set<String> faults(String path) throws Exception {
        Set<String> faults = new TreeSet<>();
        PDFAFlavour flavour = PDFAFlavour.PDFUA_1;
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(path), flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            for (TestAssertion each : result.getTestAssertions()) {
                if (each.getStatus() == TestAssertion.Status.FAILED) {
                    faults.add(each.getRuleId().getClause() + "-" + each.getRuleId().getTestNumber()
                            + ": " + each.getMessage().replace('\n', ' '));
                }
            }
            if (!result.isCompliant() && faults.isEmpty()) {
                faults.add("not compliant, for no stated reason");
            }
        }
        return faults;
    }
}
